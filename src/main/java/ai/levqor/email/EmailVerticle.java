package ai.levqor.email;

import ai.levqor.bus.Request;
import ai.levqor.config.MailLimitsSettings;
import ai.levqor.config.MailSettings;
import ai.levqor.config.ResendSettings;
import ai.levqor.config.SmtpSettings;
import ai.levqor.config.SmtpUrl;
import ai.levqor.node.Actor;
import ai.levqor.node.Kernel;
import ai.levqor.people.Person;
import ai.levqor.people.PersonalData;
import ai.levqor.security.GuardedClient;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.net.TrustOptions;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The mails of a node: takes them in, sends what is due, and answers for them. */
@SuppressWarnings("NullAway.Init") // open() makes the parts, on the verticle's context
public final class EmailVerticle extends Actor {
    private static final Logger LOG = LoggerFactory.getLogger(EmailVerticle.class);

    /** Sent by whoever queues a mail, so that it need not wait for the next look. */
    private static final String WAKE = "email.wake";

    /** Who mails in the outbox come from where no setting says so. */
    private static final String NOBODY = "Levqor <levqor@localhost>";

    private static final Duration RETENTION_INTERVAL = Duration.ofMinutes(10);

    private final MailSettings settings;
    private final @Nullable TrustOptions trust;
    private final SmtpLoop loop = new SmtpLoop();
    private Courier courier;
    private Transport transport;
    private long timer;

    /** The mails of this process. */
    public EmailVerticle(Kernel kernel) {
        this(kernel, null);
    }

    /** The mails of a process that takes {@code trust}'s certificates for the mail server's. */
    EmailVerticle(Kernel kernel, @Nullable TrustOptions trust) {
        super(kernel);
        this.settings = kernel.settings().section("mail", MailSettings.class);
        this.trust = trust;
    }

    @Override
    protected Future<?> open() {
        var database = kernel.database();
        var clock = kernel.clock();
        var tracing = kernel.bus().tracing();
        boolean showsOutbox = !kernel.settings().core().production();
        transport = transport();
        courier = new Courier(
                vertx,
                clock,
                new QueueRepository(database, showsOutbox),
                transport,
                new Backoff(settings, () -> ThreadLocalRandom.current().nextDouble()),
                settings,
                tracing,
                new MailMeters(kernel.metrics()));
        var emails = new EmailService(
                new EmailIntake(database),
                new EmailRepository(database),
                Address.parse("mail.from", settings.from().isEmpty() ? NOBODY : settings.from()),
                settings.maxSize(),
                showsOutbox,
                kernel.settings().section("mail-limits", MailLimitsSettings.class),
                () -> vertx.eventBus().send(WAKE, null),
                tracing,
                clock);
        var retention = new Retention(database, clock, settings.retention());

        on(Email.SEND, NewEmail::of, emails::send);
        on(Email.LIST, EmailFilter::of, emails::list);
        on(Email.COUNTS, request -> request, none -> emails.counts());
        on(Email.FILES, request -> request, none -> emails.files());
        on(Email.GET, EmailId::of, emails::get);
        on(Email.CANCEL, EmailId::of, emails::cancel);
        var mailsOfPerson = new MailsOfPerson(database);
        on(PersonalData.export("email"), Person::of, mailsOfPerson::export);
        on(PersonalData.forget("email"), Person::of, mailsOfPerson::forget);
        on(Email.USAGE, Request::caller, emails::usage);

        timer = vertx.setPeriodic(
                RETENTION_INTERVAL.toMillis(),
                none -> retention
                        .run()
                        .onFailure(cause -> LOG.warn("old mails cannot be deleted: {}", cause.toString())));
        var wakes = vertx.eventBus().consumer(WAKE, none -> courier.wake());
        return vertx.deployVerticle(loop, new DeploymentOptions().setThreadingModel(ThreadingModel.EVENT_LOOP))
                .compose(none -> wakes.completion())
                .onSuccess(none -> courier.wake());
    }

    private Transport transport() {
        SmtpSettings smtp = kernel.settings().section("smtp", SmtpSettings.class);
        ResendSettings resend = kernel.settings().section("resend", ResendSettings.class);
        if (!smtp.url().isEmpty()) {
            var url = SmtpUrl.parse(smtp.url());
            LOG.debug("mails go to {}", url);
            return new SmtpTransport(loop, url, settings.timeout(), trust);
        }
        if (!resend.key().isEmpty()) {
            LOG.debug("mails go to {}", resend.url());
            return new ResendTransport(client(), resend, settings.timeout(), kernel.clock());
        }
        if (kernel.settings().core().production()) {
            LOG.warn("mails are not sent but kept: neither LEVQOR_SMTP_URL nor LEVQOR_RESEND_KEY is set");
        }
        return Transport.OUTBOX;
    }

    /** The operator names this address, so it may lie inside the network. */
    private GuardedClient client() {
        return new GuardedClient(vertx, GuardedClient.Policy.strict().allowing(true, true));
    }

    /** Claims nothing more and waits for what is being sent. */
    @Override
    protected Future<?> close() {
        vertx.cancelTimer(timer);
        // What a slow server still owes is tried again after its lease; a stop does not wait for it.
        long grace = kernel.settings().core().shutdownTimeout().toMillis() / 8;
        return Future.any(courier.stop(), vertx.timer(Math.max(1, grace))).eventually(transport::close);
    }
}
