package ai.levqor.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Consumer;

/** Writes events as lines, those that come together in one piece. */
final class LineOutput implements Consumer<List<ILoggingEvent>> {
    private final Encoder<ILoggingEvent> encoder;
    private final OutputStream output;
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();

    LineOutput(Encoder<ILoggingEvent> encoder, OutputStream output) {
        this.encoder = encoder;
        this.output = output;
    }

    @Override
    public void accept(List<ILoggingEvent> events) {
        for (ILoggingEvent event : events) {
            lines.writeBytes(encoder.encode(event));
        }
        try {
            lines.writeTo(output);
            output.flush();
        } catch (IOException closed) {
            // There is nobody left to whom it could be told.
        }
        lines.reset();
    }
}
