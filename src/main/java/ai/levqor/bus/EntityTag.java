package ai.levqor.bus;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Entity tags (RFC 9110, 8.8.3) of things that are answered as JSON, and the preconditions on them (13.1). The tag is
 * made of the content, so it is the same on every node and needs no column.
 */
public final class EntityTag {
    private static final Pattern LISTED =
            Pattern.compile("\\s*(?:,\\s*)*(W/)?(\"[!#-~\\u0080-\\u00FF]*\")\\s*(?:,|$)\\s*");
    private static final int BYTES = 16;

    private EntityTag() {}

    /** The strong tag of {@code thing}, with its quotes. */
    public static String of(JsonObject thing) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(thing.encode().getBytes(StandardCharsets.UTF_8));
            return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, BYTES)) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /**
     * Fails with {@code precondition_failed} unless {@code condition}, an If-Match header, names the tag of {@code thing}
     * as it is now; null is no condition. Weak tags never match (13.1.1).
     */
    public static void require(@Nullable String condition, JsonObject thing) {
        if (condition != null && !listed("If-Match", condition, of(thing), false)) {
            throw new Failure(Code.PRECONDITION_FAILED, "It has changed since: read it again, and decide anew.");
        }
    }

    /** Whether {@code condition}, an If-None-Match header, names {@code tag}, by the weak comparison (13.1.2). */
    public static boolean known(@Nullable String condition, String tag) {
        return condition != null && listed("If-None-Match", condition, tag, true);
    }

    private static boolean listed(String header, String condition, String tag, boolean weakly) {
        if (condition.strip().equals("*")) {
            return true;
        }
        Matcher entry = LISTED.matcher(condition);
        boolean found = false;
        int at = 0;
        while (at < condition.length()) {
            if (!entry.find(at) || entry.start() != at) {
                throw Failure.invalid(header, "must be * or entity tags in double quotes, separated by commas");
            }
            found |= (weakly || entry.group(1) == null) && entry.group(2).equals(tag);
            at = entry.end();
        }
        return found;
    }
}
