package ai.levqor.bus;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** JSON on the wire between nodes: a length of four bytes, then UTF-8. */
final class Wire {
    private Wire() {}

    static void write(Buffer wire, JsonObject json) {
        Buffer text = json.toBuffer();
        wire.appendInt(text.length()).appendBuffer(text);
    }

    static JsonObject read(int position, Buffer wire) {
        int start = position + Integer.BYTES;
        return wire.getBuffer(start, start + wire.getInt(position)).toJsonObject();
    }
}
