package ai.levqor.jobs;

import ai.levqor.bus.Failure;
import ai.levqor.bus.Request;
import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes a job for each time that a cron expression names: five fields as in crontab(5), in a time zone. A local time
 * that daylight saving skips does not happen, one that it repeats happens once. Or makes one every so often, or so long
 * after the last one ended.
 *
 * @param cron null where one of the next two rules
 * @param everyMs from one time to the next
 * @param afterMs from the end of the last job to the next one
 * @param nextRunAt epoch milliseconds
 */
record Schedule(
        String name,
        @Nullable String cron,
        @Nullable Long everyMs,
        @Nullable Long afterMs,
        String timeZone,
        String workflow,
        JsonObject payload,
        Priority priority,
        @Nullable String callbackUrl,
        String owner,
        boolean enabled,
        long nextRunAt,
        @Nullable UUID lastJob) {
    private static final CronParser PARSER = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    static Schedule of(Request request) {
        JsonObject input = request.input();
        String cron = input.getString("cron");
        Long every = input.getLong("every_ms");
        Long after = input.getLong("after_ms");
        if ((cron == null ? 0 : 1) + (every == null ? 0 : 1) + (after == null ? 0 : 1) != 1) {
            throw Failure.invalid("cron", "is required, or else every_ms or after_ms: exactly one of the three");
        }
        return new Schedule(
                request.text("name"),
                cron == null ? null : cron(cron).asString(),
                every,
                after,
                zone(input.getString("time_zone", "UTC")).getId(),
                request.text("workflow"),
                input.getJsonObject("payload"),
                Priority.of(input.getString("priority", "normal")),
                input.getString("callback_url"),
                request.caller().id(),
                input.getBoolean("enabled", true),
                0,
                null);
    }

    static Schedule of(Row row) {
        String cron = row.getString("cron");
        return new Schedule(
                row.getString("name"),
                cron.isEmpty() ? null : cron,
                row.getLong("every_ms"),
                row.getLong("after_ms"),
                row.getString("time_zone"),
                row.getString("workflow"),
                new JsonObject(row.getString("payload")),
                Priority.of(row.getInteger("priority")),
                row.getString("callback_url"),
                row.getString("owner"),
                row.getInteger("enabled") == 1,
                row.getLong("next_run_at"),
                row.getUUID("last_job_id"));
    }

    /** The first time after {@code now}; refused when there is none. */
    long next(long now) {
        if (everyMs != null) {
            long late = Math.max(0, now - nextRunAt);
            return nextRunAt == 0 ? now + everyMs : nextRunAt + (late / everyMs + 1) * everyMs;
        }
        if (afterMs != null) {
            return now + afterMs;
        }
        ZonedDateTime from = Instant.ofEpochMilli(now).atZone(ZoneId.of(timeZone));
        return ExecutionTime.forCron(cron(Objects.requireNonNull(cron)))
                .nextExecution(from)
                .orElseThrow(() -> Failure.invalid("cron", "names no time in the future"))
                .toInstant()
                .toEpochMilli();
    }

    /** The submission that each time makes. */
    JsonObject submission() {
        return new JsonObject()
                .put("workflow", workflow)
                .put("payload", payload)
                .put("priority", priority.wire())
                .put("callback_url", callbackUrl);
    }

    JsonObject json() {
        return submission()
                .put("name", name)
                .put("cron", cron)
                .put("every_ms", everyMs)
                .put("after_ms", afterMs)
                .put("time_zone", timeZone)
                .put("enabled", enabled)
                .put("next_run_at", enabled ? nextRunAt / 1000 : null)
                .put("last_job_id", lastJob == null ? null : lastJob.toString());
    }

    Schedule at(long next) {
        return new Schedule(
                name,
                cron,
                everyMs,
                afterMs,
                timeZone,
                workflow,
                payload,
                priority,
                callbackUrl,
                owner,
                enabled,
                next,
                lastJob);
    }

    private static Cron cron(String text) {
        try {
            return PARSER.parse(text).validate();
        } catch (IllegalArgumentException e) {
            throw Failure.invalid("cron", "must have five fields as in crontab, such as \"0 7 * * 1-5\"");
        }
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw Failure.invalid("time_zone", "must be a name of the IANA time zone database, such as Europe/Berlin");
        }
    }
}
