package ai.levqor.bus;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

/**
 * The node that had the request left the cluster without an answer. Whether it did what it was asked for is not known;
 * another attempt goes to another node.
 */
public final class NodeLeft extends ReplyException {
    private static final int UNAVAILABLE = 503;

    NodeLeft() {
        super(ReplyFailure.ERROR, UNAVAILABLE, "the node that ran it is gone");
    }
}
