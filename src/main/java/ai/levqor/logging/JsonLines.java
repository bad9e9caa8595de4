package ai.levqor.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;

/**
 * One JSON object a line: time, level, logger, message, what was logged beside the message, and the stack trace. There is
 * a line for each request, hence the writing by hand into one buffer; the appender's thread is the only one that encodes.
 */
final class JsonLines extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = new byte[0];
    private static final HexFormat HEX = HexFormat.of();
    private static final int MAX_KEPT = 64 * 1024;

    private StringBuilder line = new StringBuilder();
    private long second = Long.MIN_VALUE;
    private String secondText = "";

    @Override
    public byte[] encode(ILoggingEvent event) {
        line.setLength(0);
        line.append("{\"time\":\"");
        time(event.getTimeStamp());
        line.append('"');
        text("level", event.getLevel().toString());
        text("logger", event.getLoggerName());
        text("thread", event.getThreadName());
        text("message", event.getFormattedMessage());
        if (event.getKeyValuePairs() != null) {
            for (var pair : event.getKeyValuePairs()) {
                field(pair.key, pair.value);
            }
        }
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            text("error", thrown.getClassName());
            text("stack_trace", ThrowableProxyUtil.asString(thrown));
        }
        byte[] bytes = line.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
        if (line.capacity() > MAX_KEPT) {
            line = new StringBuilder();
        }
        return bytes;
    }

    /** RFC 3339 with milliseconds; the seconds change seldom. */
    private void time(long epochMillis) {
        long now = Math.floorDiv(epochMillis, 1000);
        if (now != second) {
            second = now;
            String text = Instant.ofEpochSecond(now).toString();
            secondText = text.substring(0, text.length() - 1);
        }
        int millis = Math.floorMod(epochMillis, 1000);
        line.append(secondText).append('.');
        line.append((char) ('0' + millis / 100)).append((char) ('0' + millis / 10 % 10));
        line.append((char) ('0' + millis % 10)).append('Z');
    }

    private void field(String name, Object value) {
        boolean finite = value instanceof Number number && Double.isFinite(number.doubleValue());
        if (finite) {
            name(name);
            line.append(value);
        } else {
            text(name, String.valueOf(value));
        }
    }

    private void text(String name, String value) {
        name(name);
        line.append('"');
        escaped(value);
        line.append('"');
    }

    private void name(String name) {
        line.append(",\"");
        escaped(name);
        line.append("\":");
    }

    /** JSON allows the control characters from 7F to 9F as they are; terminals obey them. */
    private void escaped(String value) {
        int clean = 0;
        while (clean < value.length() && isClean(value.charAt(clean))) {
            clean++;
        }
        line.append(value, 0, clean);
        for (int i = clean; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> line.append('\\').append(c);
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    if (c < ' ') {
                        line.append("\\u").append(HEX.toHexDigits(c));
                    } else {
                        line.append(c >= 0x7f && c <= 0x9f ? ' ' : c);
                    }
                }
            }
        }
    }

    private static boolean isClean(char c) {
        return c >= ' ' && c != '"' && c != '\\' && (c < 0x7f || c > 0x9f);
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
