package ai.levqor.referrals;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a person came from, as it is stored.
 *
 * @param attributed whether the person is attributed to it
 * @param createdAt epoch milliseconds
 */
record Referral(
        UUID id,
        String email,
        @Nullable String userId,
        String source,
        @Nullable String campaign,
        @Nullable String medium,
        @Nullable String term,
        @Nullable String content,
        @Nullable String ref,
        long createdAt,
        boolean attributed) {

    /** To select from {@code referrals r}. */
    static final String COLUMNS = "r.id, r.email, r.user_id, r.source, r.campaign, r.medium, r.term, r.content, r.ref,"
            + " r.created_at, (select count(*) from referral_attributions a where a.referral_id = r.id) as attributed";

    static Referral of(Row row) {
        return new Referral(
                row.getUUID("id"),
                row.getString("email"),
                row.getString("user_id"),
                row.getString("source"),
                row.getString("campaign"),
                row.getString("medium"),
                row.getString("term"),
                row.getString("content"),
                row.getString("ref"),
                row.getLong("created_at"),
                row.getLong("attributed") > 0);
    }

    JsonObject json() {
        return new JsonObject()
                .put("id", id.toString())
                .put("source", source)
                .put("campaign", campaign)
                .put("medium", medium)
                .put("term", term)
                .put("content", content)
                .put("ref", ref)
                .put("email", email)
                .put("user_id", userId)
                .put("attributed", attributed)
                .put("created_at", createdAt / 1000);
    }
}
