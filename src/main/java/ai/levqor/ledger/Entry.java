package ai.levqor.ledger;

import ai.levqor.bus.Caller;
import ai.levqor.bus.Write;
import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;

/**
 * What one row of the audit trail says.
 *
 * @param at when the call ended, in epoch milliseconds
 * @param caller the public id of who called
 * @param subject the id of the thing acted on, or empty
 * @param outcome {@code ok} or the code of the failure
 * @param address from where
 * @param request under which request id
 * @param agent by which software, as the client says
 */
public record Entry(
        long at,
        String caller,
        String operation,
        String subject,
        String outcome,
        String address,
        String request,
        String agent) {
    private static final int MAX_ID = 128;
    private static final int MAX_TEXT = 256;

    /** The entry of a call that ended at {@code at}; what clients chose is cut to a bounded, printable form. */
    static Entry of(Write write, long at) {
        Caller caller = write.caller();
        return new Entry(
                at,
                printable(caller.id(), MAX_ID),
                write.operation(),
                printable(write.subject(), MAX_TEXT),
                write.outcome(),
                printable(caller.address(), MAX_ID),
                printable(caller.request(), MAX_ID),
                printable(caller.agent(), MAX_TEXT));
    }

    /** Control characters and halves of characters, which a database may refuse or change, become {@code ?}. */
    private static String printable(String text, int max) {
        StringBuilder clean = null;
        int length = Math.min(text.length(), max);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || Character.isSurrogate(c)) {
                clean = clean == null ? new StringBuilder(text.substring(0, length)) : clean;
                clean.setCharAt(i, '?');
            }
        }
        return clean == null ? text.substring(0, length) : clean.toString();
    }

    /** Writes row {@code seq} in one unambiguous form: a JSON array. */
    void write(long seq, JsonGenerator json) throws IOException {
        json.writeStartArray();
        json.writeNumber(seq);
        json.writeNumber(at);
        json.writeString(caller);
        json.writeString(operation);
        json.writeString(subject);
        json.writeString(outcome);
        json.writeString(address);
        json.writeString(request);
        json.writeString(agent);
        json.writeEndArray();
    }

    /** The entry of a line's values. */
    static Entry of(JsonArray line) {
        return new Entry(
                line.getLong(1),
                line.getString(2),
                line.getString(3),
                line.getString(4),
                line.getString(5),
                line.getString(6),
                line.getString(7),
                line.getString(8));
    }

    /** The entry for clients; the time in seconds. */
    JsonObject json() {
        return new JsonObject()
                .put("at", at / 1000.0)
                .put("caller", caller)
                .put("operation", operation)
                .put("subject", subject)
                .put("outcome", outcome)
                .put("address", address)
                .put("request_id", request)
                .put("user_agent", agent);
    }
}
