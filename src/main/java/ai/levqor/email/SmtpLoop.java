package ai.levqor.email;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.MailResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event loop that the mail client needs: on a virtual thread it may miss the server's greeting, which can come
 * before it listens.
 */
final class SmtpLoop extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpLoop.class);

    /** Sends on a connection of its own: one that the server left half open would hold up the next mail in a pool. */
    Future<MailResult> send(MailConfig config, MailMessage message) {
        Promise<MailResult> sent = Promise.promise();
        context.runOnContext(none -> {
            var client = MailClient.create(vertx, new MailConfig(config));
            client.sendMail(message)
                    .onComplete(sent)
                    .onComplete(ended -> client.close()
                            .onFailure(cause -> LOG.debug("a connection did not close: {}", cause.toString())));
        });
        return sent.future();
    }
}
