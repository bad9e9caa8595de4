package ai.levqor.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A document that this process makes of what it knows when it is first asked for, off the event loop, and then keeps: most
 * servers are never asked, and no start waits for it. On one event loop.
 */
final class MadeDocument implements Handler<RoutingContext> {
    private final String type;
    private final Supplier<Buffer> text;
    private @Nullable Future<Document> made;

    MadeDocument(String type, Supplier<Buffer> text) {
        this.type = type;
        this.text = text;
    }

    @Override
    public void handle(RoutingContext context) {
        // One that could not be made is tried again, or one bad moment would last until the restart.
        if (made == null || made.failed()) {
            made = context.vertx().executeBlocking(() -> Document.of(type, text.get()), false);
        }
        made.onSuccess(document -> document.handle(context)).onFailure(context::fail);
    }
}
