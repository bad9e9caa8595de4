package ai.levqor.bus;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.json.JsonObject;

/** Carries a {@link Failure} whole between nodes; without it only its status and message would arrive. */
final class FailureCodec implements MessageCodec<Failure, Failure> {
    @Override
    public void encodeToWire(Buffer wire, Failure failure) {
        Wire.write(wire, failure.json());
    }

    @Override
    public Failure decodeFromWire(int position, Buffer wire) {
        JsonObject json = Wire.read(position, wire);
        return Failure.from(json);
    }

    @Override
    public Failure transform(Failure failure) {
        return failure;
    }

    @Override
    public String name() {
        return "levqor.failure";
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
