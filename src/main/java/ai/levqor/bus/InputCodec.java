package ai.levqor.bus;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.json.JsonObject;

/**
 * Hands an operation's input to a verticle of the same process by reference, where the built-in codec would copy a
 * payload of up to 200 KB. The sender must not touch the object again. On the wire it is JSON.
 */
public final class InputCodec implements MessageCodec<JsonObject, JsonObject> {
    /** The name to send with; only nodes of this software know it. */
    public static final String NAME = "levqor.input";

    InputCodec() {}

    @Override
    public void encodeToWire(Buffer wire, JsonObject input) {
        Wire.write(wire, input);
    }

    @Override
    public JsonObject decodeFromWire(int position, Buffer wire) {
        return Wire.read(position, wire);
    }

    @Override
    public JsonObject transform(JsonObject input) {
        return input;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
