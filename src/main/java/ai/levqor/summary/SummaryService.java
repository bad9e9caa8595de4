package ai.levqor.summary;

import static io.vertx.core.Future.await;

import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Reply;
import ai.levqor.bus.Request;
import ai.levqor.config.SummarySettings;
import ai.levqor.email.Email;
import ai.levqor.workers.PermanentFailure;
import ai.levqor.workers.Task;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;

/** Makes summaries, and mails them. */
final class SummaryService {
    /** The workflow of the jobs that mail them on time. */
    static final String WORKFLOW = "summary.send";

    private final Figures figures;
    private final SummaryMail words;
    private final SummarySettings settings;
    private final BusClient bus;
    private final InstantSource clock;

    SummaryService(Figures figures, SummaryMail words, SummarySettings settings, BusClient bus, InstantSource clock) {
        this.figures = figures;
        this.words = words;
        this.settings = settings;
        this.bus = bus;
        this.clock = clock;
    }

    /** A mail that somebody wants now. */
    record Wish(String period, List<String> to) {
        static Wish of(Request request) {
            return new Wish(
                    SummaryService.period(request),
                    request.input().getJsonArray("to", new JsonArray()).stream()
                            .map(String::valueOf)
                            .toList());
        }
    }

    static String period(Request request) {
        return request.input().getString("period", Period.DAILY);
    }

    Reply get(String name) {
        JsonObject found = figures.of(Period.last(name, clock.instant()));
        JsonObject mail = words.of(found);
        return () -> found.mergeIn(mail);
    }

    Reply send(Wish wish) {
        List<String> to = wish.to().isEmpty() ? settings.to(wish.period()) : wish.to();
        if (to.isEmpty()) {
            throw Failure.invalid("to", "is missing, and the setting summary." + wish.period() + "-to names nobody");
        }
        JsonObject mail = mail(Period.last(wish.period(), clock.instant()), to);
        JsonObject queued = await(bus.call(Email.SEND, mail, Caller.SYSTEM));
        return () -> new JsonObject().put("email_id", queued.getString("id")).put("to", new JsonArray(to));
    }

    /**
     * What a job of the timetable does. The mail's key is the period, so that it is sent once, on however many nodes and
     * however often the job runs.
     */
    JsonObject scheduled(Task task) {
        if (!(task.payload().getValue("period") instanceof String name) || !Period.NAMES.contains(name)) {
            throw new PermanentFailure("payload.period must be daily or weekly");
        }
        Period period = Period.last(name, clock.instant());
        var result = new JsonObject()
                .put("period", name)
                .put("first_day", period.first().toString());
        List<String> to = settings.to(name);
        if (to.isEmpty()) {
            return result.put("skipped", "the setting summary." + name + "-to names nobody");
        }
        JsonObject mail = mail(period, to).put("idempotency_key", "summary-" + name + "-" + period.first());
        try {
            return result.put(
                    "email_id", await(bus.call(Email.SEND, mail, Caller.SYSTEM)).getString("id"));
        } catch (Failure refused) {
            if (refused.code() == Code.IDEMPOTENCY_MISMATCH) {
                return result.put("skipped", "it was sent before, with the figures of then");
            }
            throw refused;
        }
    }

    private JsonObject mail(Period period, List<String> to) {
        return words.of(figures.of(period)).put("to", new JsonArray(to));
    }
}
