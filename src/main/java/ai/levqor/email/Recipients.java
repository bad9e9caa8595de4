package ai.levqor.email;

import ai.levqor.bus.Failure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who a mail goes to, and who answers go to; at most {@link #MAX} in all. */
record Recipients(List<Address> to, List<Address> cc, List<Address> bcc, List<Address> replyTo) {
    static final int MAX = 50;

    Recipients {
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        bcc = List.copyOf(bcc);
        replyTo = List.copyOf(replyTo);
    }

    /** Reads {@code to}, {@code cc}, {@code bcc} and {@code reply_to}, each an address or a list. */
    static Recipients of(JsonObject json) {
        var recipients = new Recipients(
                read("to", json.getValue("to")),
                read("cc", json.getValue("cc")),
                read("bcc", json.getValue("bcc")),
                read("reply_to", json.getValue("reply_to")));
        if (recipients.to.isEmpty()) {
            throw Failure.invalid("to", "must name at least one address");
        }
        if (recipients.count() > MAX) {
            throw Failure.invalid("to", "and cc and bcc together must have at most " + MAX + " addresses");
        }
        if (recipients.replyTo.stream().anyMatch(address -> !address.name().isEmpty())) {
            throw Failure.invalid("reply_to", "must be addresses without names");
        }
        return recipients;
    }

    private static List<Address> read(String field, @Nullable Object value) {
        return switch (value) {
            case null -> List.of();
            case JsonArray array -> {
                List<Address> addresses = new ArrayList<>();
                for (int i = 0; i < array.size(); i++) {
                    addresses.add(Address.parse(field + "[" + i + "]", array.getString(i)));
                }
                yield addresses;
            }
            default -> List.of(Address.parse(field, value.toString()));
        };
    }

    int count() {
        return to.size() + cc.size() + bcc.size();
    }

    /** Whether no mail can reach any of them: nobody has an address under {@code .invalid} (RFC 2606, 2). */
    boolean nobody() {
        return Stream.of(to, cc, bcc).flatMap(List::stream).allMatch(Address::nobodys);
    }

    /** As they are stored and shown. */
    JsonObject json() {
        return new JsonObject()
                .put("to", texts(to))
                .put("cc", texts(cc))
                .put("bcc", texts(bcc))
                .put("reply_to", texts(replyTo));
    }

    private static JsonArray texts(List<Address> addresses) {
        return new JsonArray(addresses.stream().map(Address::text).toList());
    }

    /** Without the addresses. */
    @Override
    public String toString() {
        return count() + " recipients";
    }
}
