package ai.levqor.activity;

import ai.levqor.activity.JobStream.Item;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The states of a job that a follower has not been told of: those that stored events tell, and the present one. A state
 * is known by a mark of its letter, attempt and time, so none is told twice.
 */
final class JobStates {
    private static final Set<String> ENDED = Set.of("succeeded", "failed", "cancelled");

    private final UUID job;
    private final Row row;
    private final Function<UUID, @Nullable JsonObject> waiting;
    private String told;
    private long number;

    JobStates(UUID job, Row row, JobCursor after, Function<UUID, @Nullable JsonObject> waiting) {
        this.job = job;
        this.row = row;
        this.waiting = waiting;
        this.told = after.state();
    }

    boolean ended() {
        return ENDED.contains(row.getString("state"));
    }

    /** Those before the present one. */
    List<Item> stored(Iterable<Row> events) {
        var items = new ArrayList<Item>();
        if (told.isEmpty()) {
            long created = row.getLong("created_at");
            items.add(item(created, mark('a', 0, created), data("queued", "accepted", 0, created)));
        }
        for (Row event : events) {
            String text = event.getString("detail");
            var detail = text == null ? new JsonObject() : new JsonObject(text);
            int attempt = event.getInteger("attempt");
            Long started = detail.getLong("started_at");
            if (started != null && detail.getLong("finished_at") == null) {
                tell(items, started, mark('r', attempt, started), data("running", "started", attempt, started));
            }
            Long finished = detail.getLong("finished_at");
            if (finished != null) {
                String status = detail.getString("status");
                JsonObject data = data(status, status, attempt, finished).put("error", detail.getValue("error"));
                tell(items, finished, mark('e', attempt, finished), data);
            }
            items.add(event(event, detail, attempt));
        }
        return items;
    }

    private Item event(Row event, JsonObject detail, int attempt) {
        long at = event.getLong("at");
        long id = event.getLong("id");
        Double retryAt = detail.getDouble("retry_at");
        long due = retryAt == null ? at : Math.round(retryAt * 1000);
        JsonObject data = data("queued", event.getString("type"), attempt, at);
        if (detail.getLong("finished_at") == null && detail.getValue("error") != null) {
            data.put("error", detail.getValue("error"));
        }
        if (retryAt != null) {
            data.put("retry_at", retryAt);
        }
        String mark = mark('q', attempt, due);
        told = mark;
        return new Item(at, number++, "state", data, cursor -> cursor.event(id).state(mark));
    }

    /** The present state, unless it was told. */
    List<Item> current() {
        var items = new ArrayList<Item>();
        int attempt = row.getInteger("attempt");
        String state = row.getString("state");
        switch (state) {
            case "queued" -> queued(items, attempt);
            case "running" -> {
                long started = row.getLong("started_at");
                tell(items, started, mark('r', attempt, started), data(state, "started", attempt, started));
            }
            default -> {
                long finished = row.getLong("finished_at");
                Long started = row.getLong("started_at");
                if (started != null && !mark('e', attempt, finished).equals(told)) {
                    tell(items, started, mark('r', attempt, started), data("running", "started", attempt, started));
                }
                String error = state.equals("succeeded") ? null : row.getString("error");
                String result = row.getString("result");
                JsonObject data = data(state, state, attempt, finished)
                        .put("result", result == null ? null : new JsonObject(result))
                        .put("error", error == null ? null : new JsonObject(error));
                tell(items, finished, mark('e', attempt, finished), data);
            }
        }
        return items;
    }

    private void queued(List<Item> items, int attempt) {
        long due = row.getLong("run_at");
        String mark = mark('q', attempt, due);
        if (!mark.equals(told)) {
            JsonObject reason = waiting.apply(job);
            if (reason != null) {
                JsonObject data = data("queued", "waiting", attempt, 0).put("waiting", reason);
                data.remove("at"); // since when is not kept
                items.add(item(due, mark, data));
            }
        }
    }

    private void tell(List<Item> items, long at, String mark, JsonObject data) {
        if (!mark.equals(told)) {
            items.add(item(at, mark, data));
        }
    }

    private Item item(long at, String mark, JsonObject data) {
        told = mark;
        return new Item(at, number++, "state", data, cursor -> cursor.state(mark));
    }

    private static String mark(char letter, int attempt, long at) {
        return letter + "" + attempt + "." + Math.max(0, at);
    }

    private static JsonObject data(String status, String type, int attempt, long at) {
        return new JsonObject()
                .put("status", status)
                .put("type", type)
                .put("attempt", attempt)
                .put("at", at / 1000.0);
    }
}
