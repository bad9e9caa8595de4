package ai.levqor.http;

import ai.levqor.bus.Failure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The input of an operation whose sender signs the body: the text has the very bytes that came. */
final class SignedBody {
    private SignedBody() {}

    /** The input {@code body} and {@code signature}; refuses bytes that are not UTF-8, which a text would alter. */
    static JsonObject input(Buffer body, @Nullable String signature) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body.getBytes()))
                    .toString();
            return new JsonObject().put("body", text).put("signature", signature == null ? "" : signature);
        } catch (CharacterCodingException malformed) {
            throw Failure.invalid(null, "The body is not valid UTF-8.");
        }
    }
}
