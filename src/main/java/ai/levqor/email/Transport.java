package ai.levqor.email;

import io.vertx.core.Future;

/** What brings mails away. */
interface Transport {
    /** Keeps mails where operations show them: there is nothing to send with. */
    Transport OUTBOX = mail -> Outcome.kept();

    /** Makes one attempt; blocks the virtual thread that calls until the outcome is known. */
    Outcome send(Outgoing mail);

    /** Closes what it holds open. */
    default Future<Void> close() {
        return Future.succeededFuture();
    }
}
