package ai.levqor.callbacks;

import ai.levqor.bus.Reply;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An address that callbacks go to, and whether it takes them. Times are epoch milliseconds.
 *
 * @param url without query and user: those may hold tokens
 * @param failingSince since when every attempt failed
 * @param disabledAt since when nothing is sent to it
 * @param reason why it was disabled, a sentence
 */
record Endpoint(
        String url,
        @Nullable Long failingSince,
        @Nullable Long disabledAt,
        @Nullable String reason) implements Reply {

    /** How exactly the time of the last call is kept: a write a day is enough to tell what is not used any more. */
    static final long CALLED_AT_MS = Duration.ofDays(1).toMillis();

    static final String COLUMNS = "url, failing_since, disabled_at, reason";

    static Endpoint of(Row row) {
        return new Endpoint(
                row.getString("url"),
                row.getLong("failing_since"),
                row.getLong("disabled_at"),
                row.getString("reason"));
    }

    /** The endpoint that a delivery to {@code url} belongs to. */
    static String url(String url) {
        int authority = url.indexOf("://") + 3;
        int end = end(url, authority, "?#");
        int path = end(url, authority, "/?#");
        int user = authority < 3 ? -1 : url.lastIndexOf('@', path - 1);
        return user < authority ? url.substring(0, end) : url.substring(0, authority) + url.substring(user + 1, end);
    }

    /** Scheme, host and port of {@code url} as it spells them, in lower case: what shares a limit. */
    static String origin(String url) {
        return url.substring(0, end(url, url.indexOf("://") + 3, "/?#")).toLowerCase(Locale.ROOT);
    }

    private static int end(String url, int from, String delimiters) {
        int end = from;
        while (end < url.length() && delimiters.indexOf(url.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    /** The endpoint after one more attempt, disabled when every attempt failed for {@code disableAfter}. */
    Endpoint after(Attempt attempt, Duration disableAfter) {
        if (attempt.delivered()) {
            return new Endpoint(url, null, disabledAt, reason);
        }
        long since = failingSince == null ? attempt.at() : failingSince;
        if (disabled()) {
            return new Endpoint(url, since, disabledAt, reason);
        }
        if (attempt.verdict() == Attempt.Verdict.GONE) {
            return new Endpoint(url, since, attempt.at(), "It answered 410 (gone).");
        }
        return attempt.at() - since < disableAfter.toMillis()
                ? new Endpoint(url, since, null, null)
                : new Endpoint(
                        url,
                        since,
                        attempt.at(),
                        "Every attempt since " + Instant.ofEpochMilli(since).truncatedTo(ChronoUnit.SECONDS)
                                + " has failed.");
    }

    boolean disabled() {
        return disabledAt != null;
    }

    @Override
    public JsonObject json() {
        return new JsonObject()
                .put("url", url)
                .put("origin", origin(url))
                .put("state", disabled() ? "disabled" : "enabled")
                .put("failing_since", seconds(failingSince))
                .put("disabled_at", seconds(disabledAt))
                .put("reason", reason);
    }

    private static @Nullable Long seconds(@Nullable Long millis) {
        return millis == null ? null : Long.valueOf(millis / 1000);
    }
}
