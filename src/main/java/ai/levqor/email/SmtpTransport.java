package ai.levqor.email;

import static io.vertx.core.Future.await;

import ai.levqor.config.SmtpUrl;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.TrustOptions;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailAttachment;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.SMTPException;
import io.vertx.ext.mail.StartTLSOptions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends mails to a mail server by SMTP (RFC 5321). A mail goes to all of its recipients or, when the server refuses one
 * of them, to none.
 */
final class SmtpTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpTransport.class);

    /** The server does not take our sign-in (RFC 4954, 6): the settings are wrong, not the mail. */
    private static final Set<Integer> SIGN_IN = Set.of(530, 534, 535, 538);

    private final SmtpLoop loop;
    private final MailConfig config;
    private final Duration timeout;
    private final SmtpUrl url;

    SmtpTransport(SmtpLoop loop, SmtpUrl url, Duration timeout, @Nullable TrustOptions trust) {
        this.loop = loop;
        this.config = config(url, timeout, trust);
        this.timeout = timeout;
        this.url = url;
    }

    private static MailConfig config(SmtpUrl url, Duration timeout, @Nullable TrustOptions trust) {
        int timeoutMs = Math.toIntExact(timeout.toMillis());
        var config = new MailConfig(url.host(), url.port())
                .setMaxPoolSize(1)
                .setKeepAlive(false)
                // One command at a time: a server that refuses a recipient is not told to expect data.
                .setPipelining(false)
                .setUserAgent("levqor");
        config.setSsl(url.tls());
        config.setStarttls(
                url.tls()
                        ? StartTLSOptions.DISABLED
                        : StartTLSOptions.valueOf(url.startTls().toUpperCase(Locale.ROOT)));
        config.setConnectTimeout(timeoutMs);
        // A server that hangs loses its connection.
        config.setIdleTimeout(timeoutMs).setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        if (trust != null) {
            config.setTrustOptions(trust);
        }
        if (url.user() == null) {
            config.setLogin(LoginOption.DISABLED);
        } else {
            // Others are for tokens, or weaker than TLS is already; each wrong one counts as a failed sign-in.
            config.setAuthMethods("PLAIN LOGIN");
            config.setLogin(LoginOption.REQUIRED).setUsername(url.user()).setPassword(url.password());
        }
        return config;
    }

    @Override
    public Outcome send(Outgoing mail) {
        try {
            await(loop.send(config, message(mail)).timeout(timeout.toMillis(), TimeUnit.MILLISECONDS));
            return Outcome.sent(null);
        } catch (Exception failure) {
            return outcome(mail, failure);
        }
    }

    private Outcome outcome(Outgoing mail, Exception failure) {
        return switch (failure) {
            case SMTPException answer -> answered(answer);
            case TimeoutException silent ->
                Outcome.retry("The mail server did not take the mail within " + timeout.toMillis() + " ms.", null);
            case VertxException words -> said(mail, words);
            default -> {
                LOG.warn("{}: {} cannot be reached: {}", mail, url, failure.toString());
                yield Outcome.retry("The mail server cannot be reached, or broke the connection.", null);
            }
        };
    }

    private Outcome answered(SMTPException answer) {
        String words = String.valueOf(answer.getMessage());
        if (SIGN_IN.contains(answer.getReplyCode())) {
            LOG.warn("{} refuses the sign-in: check LEVQOR_SMTP_URL", url);
            return Outcome.retry("The mail server refuses the service's sign-in: " + words, null);
        }
        return answer.isPermanent() ? Outcome.failed(words) : Outcome.retry(words, null);
    }

    /** What the client itself found out from what the server said. */
    private Outcome said(Outgoing mail, VertxException words) {
        String text = String.valueOf(words.getMessage());
        if (text.contains("exceeds allowed size")) {
            return Outcome.failed("The mail is larger than the mail server takes.");
        }
        LOG.warn("{}: {}: {}", mail, url, text);
        return Outcome.retry("The mail server cannot be used: " + text, null);
    }

    private static MailMessage message(Outgoing mail) {
        Recipients recipients = mail.recipients();
        var message = new MailMessage()
                .setFrom(mail.sender().address())
                .setTo(addresses(recipients.to()))
                .addHeader("Message-ID", mail.messageId())
                .addHeader("Subject", HeaderText.of(mail.subject()))
                .addHeader("From", HeaderText.of(mail.sender()))
                .addHeader("To", HeaderText.of(recipients.to()));
        // An empty list would leave as a header without an address, which RFC 5322, 3.6.3 forbids.
        if (!recipients.cc().isEmpty()) {
            message.setCc(addresses(recipients.cc())).addHeader("Cc", HeaderText.of(recipients.cc()));
        }
        if (!recipients.bcc().isEmpty()) {
            message.setBcc(addresses(recipients.bcc()));
        }
        if (!recipients.replyTo().isEmpty()) {
            message.addHeader("Reply-To", HeaderText.of(recipients.replyTo()));
        }
        if (mail.text() != null) {
            message.setText(mail.text());
        }
        if (mail.html() != null) {
            message.setHtml(mail.html());
        }
        message.setAttachment(
                mail.attachments().stream().map(SmtpTransport::attachment).toList());
        return message;
    }

    private static MailAttachment attachment(Attachment attachment) {
        return MailAttachment.create()
                .setName(attachment.filename())
                .setContentType(attachment.contentType())
                .setDisposition("attachment")
                .setData(Buffer.buffer(Base64.getDecoder().decode(attachment.content())));
    }

    private static List<String> addresses(List<Address> addresses) {
        return addresses.stream().map(Address::address).toList();
    }
}
