package ai.levqor.email;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Reply;
import ai.levqor.bus.Tracing;
import ai.levqor.config.MailLimitsSettings;
import ai.levqor.email.EmailIntake.Receipt;
import ai.levqor.sql.Uuid7;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** What clients do with mails. */
final class EmailService {
    private static final JsonObject NO_CONTENT =
            new JsonObject().putNull("text").putNull("html").put("attachments", new JsonArray());

    private final EmailIntake intake;
    private final EmailRepository emails;
    private final Address sender;
    private final int maxSize;
    private final boolean showsOutbox;
    private final MailLimitsSettings limits;
    private final Runnable wake;
    private final Tracing tracing;
    private final InstantSource clock;
    private final Uuid7 ids;

    /** {@code showsOutbox} is whether what stays in the outbox may be read there, secrets too. */
    EmailService(
            EmailIntake intake,
            EmailRepository emails,
            Address sender,
            int maxSize,
            boolean showsOutbox,
            MailLimitsSettings limits,
            Runnable wake,
            Tracing tracing,
            InstantSource clock) {
        this.intake = intake;
        this.emails = emails;
        this.sender = sender;
        this.maxSize = maxSize;
        this.showsOutbox = showsOutbox;
        this.limits = limits;
        this.wake = wake;
        this.tracing = tracing;
        this.clock = clock;
        this.ids = new Uuid7(clock);
    }

    Reply send(NewEmail mail) {
        if (mail.size() > maxSize) {
            throw Failure.invalid(
                    null,
                    "The mail has " + mail.size() + " bytes with its attachments; at most " + maxSize + " are sent.");
        }
        Plan plan = Plan.of(mail.caller().plan(), limits);
        Receipt receipt = await(intake.store(ids.next(), mail, sender, plan, tracing.current(), clock.instant()));
        wake.run();
        return queued(receipt.id().toString(), receipt.state());
    }

    Reply list(EmailFilter filter) {
        List<StoredEmail> found = await(emails.list(
                EmailId.owner(filter.caller()),
                filter.status(),
                filter.before(),
                filter.page().fetch()));
        return filter.page()
                .reply("emails", found, StoredEmail::json, mail -> mail.id().toString());
    }

    Reply get(EmailId id) {
        StoredEmail mail =
                await(emails.find(id.id(), EmailId.owner(id.caller()))).orElseThrow(id::notFound);
        boolean hidden = mail.sensitive() && !(showsOutbox && mail.in(State.OUTBOX));
        JsonObject whole = mail.json().mergeIn(hidden ? NO_CONTENT.copy() : await(emails.content(id.id())));
        whole.put("message_id", Outgoing.messageId(mail.id(), Address.parse("from", mail.sender())));
        whole.put("attempts_log", await(emails.attempts(id.id())));
        return () -> whole;
    }

    Reply cancel(EmailId id) {
        StoredEmail before =
                await(emails.find(id.id(), EmailId.owner(id.caller()))).orElseThrow(id::notFound);
        if (!before.in(State.CANCELLED) && !await(emails.cancel(id.id(), clock.millis()))) {
            throw new Failure(Code.CONFLICT, "Only a mail that is queued can be cancelled.")
                    .with(EmailId.FIELD, id.id().toString());
        }
        return queued(id.id().toString(), State.CANCELLED.wire());
    }

    Reply counts() {
        Map<String, Long> found = await(emails.counts());
        var counts = new JsonObject();
        for (State state : State.values()) {
            counts.put(state.wire(), found.getOrDefault(state.wire(), 0L));
        }
        return () -> counts;
    }

    Reply files() {
        long attachments = await(emails.files());
        return () -> new JsonObject().put("attachments", attachments);
    }

    Reply usage(Caller caller) {
        Plan plan = Plan.of(caller.plan(), limits);
        Instant now = clock.instant();
        var mails = new JsonObject();
        for (Period period : Period.values()) {
            int used = await(emails.used(caller.id(), period, now));
            int limit = plan.limit(period);
            mails.put(
                    period.wire(),
                    new JsonObject()
                            .put("used", used)
                            .put("limit", limit == 0 ? null : limit)
                            .put("remaining", limit == 0 ? null : Math.max(0, limit - used))
                            .put("resets_at", period.end(now) / 1000));
        }
        return () -> new JsonObject().put("plan", plan.shown()).put("emails", mails);
    }

    private static Reply queued(String id, String state) {
        return () -> new JsonObject().put("id", id).put("status", state);
    }
}
