package ai.levqor.activity;

import static io.vertx.core.Future.await;

import ai.levqor.activity.StreamEvent.Batch;
import ai.levqor.bus.Failure;
import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import ai.levqor.sql.Uuid7;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Into which states jobs came, in the order of time and id, which an event's id holds. It looks only at what is older than
 * {@link #DELAY_MS}: by then what other nodes did at that time is committed, so nothing slips in behind the cursor. States
 * that a job passes through between two looks are not told.
 */
final class AllJobsStream {
    /** How long a commit and the difference between two nodes' clocks may take together. */
    static final long DELAY_MS = 1_000;

    private static final int MAX = 500;
    private static final UUID LAST = new UUID(-1, -1);

    private static final String COLUMNS = "id, workflow, concurrency_key, state, attempt, created_at, started_at, ";
    private static final String FITS =
            " and (#{workflow} = '' or workflow = #{workflow}) and (#{state} = '' or state = #{state})"
                    + " and (#{owner} = '' or owner = #{owner}) order by at, id limit #{limit}";

    private static final Sql CHANGES = Sql.of("select * from ("
            + part(
                    COLUMNS + "finished_at as at from finished_jobs",
                    "(finished_at, id) > (#{at}, #{id}) and finished_at <= #{until}")
            + " union all "
            + part(
                    COLUMNS + "started_at as at from jobs",
                    "state = 'running' and (started_at, id) > (#{at}, #{id}) and started_at <= #{until}")
            + " union all "
            + part(
                    COLUMNS + "created_at as at from jobs",
                    "state = 'queued' and id >= #{floor} and (created_at, id) > (#{at}, #{id}) and created_at <= #{until}")
            + " union all "
            + part(
                    "j.id as id, workflow, concurrency_key, state, j.attempt as attempt, created_at, started_at,"
                            + " v.at as at from job_events v join jobs j on j.id = v.job_id",
                    "state = 'queued' and (v.at, v.job_id) > (#{at}, #{id}) and v.at <= #{until}")
            + ") changes order by at, id limit #{limit}");

    private final Database database;
    private final InstantSource clock;

    AllJobsStream(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    private static String part(String columns, String where) {
        return "select * from (select " + columns + " where " + where + FITS + ") p";
    }

    /** What came after {@code after}; null is from now on. */
    Batch read(Topic topic, @Nullable String after) {
        long until = clock.millis() - DELAY_MS;
        Place from = after == null ? new Place(until, LAST) : Place.of(after);
        var params = Params.of("at", from.at())
                .and("id", from.id())
                .and("until", until)
                .and("floor", Uuid7.floor(Math.max(0, from.at())))
                .and("workflow", topic.workflow() == null ? "" : topic.workflow())
                .and("state", topic.state() == null ? "" : topic.state())
                .and("owner", topic.owner() == null ? "" : topic.owner())
                .and("limit", MAX);
        var events = new ArrayList<StreamEvent>();
        Place last = from;
        for (Row row : await(database.query(CHANGES, params))) {
            last = new Place(row.getLong("at"), row.getUUID("id"));
            events.add(new StreamEvent(last.text(), "state", json(row)));
        }
        Place cursor = events.size() < MAX && until > from.at() ? new Place(until, LAST) : last;
        return new Batch(events, cursor.text(), false);
    }

    private static JsonObject json(Row row) {
        String key = row.getString("concurrency_key");
        return new JsonObject()
                .put("job_id", row.getUUID("id").toString())
                .put("status", row.getString("state"))
                .put("workflow", row.getString("workflow"))
                .put("concurrency_key", key.isEmpty() ? null : key)
                .put("attempt", row.getInteger("attempt"))
                .put("at", row.getLong("at") / 1000.0);
    }

    private record Place(long at, UUID id) {
        static Place of(String text) {
            int dash = text.indexOf('-');
            try {
                return new Place(
                        Long.parseLong(text.substring(0, Math.max(0, dash))),
                        UUID.fromString(text.substring(dash + 1)));
            } catch (IllegalArgumentException e) {
                throw Failure.invalid("last_event_id", "is not the id of an event of this stream");
            }
        }

        String text() {
            return at + "-" + id;
        }
    }
}
