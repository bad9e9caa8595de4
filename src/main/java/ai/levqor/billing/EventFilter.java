package ai.levqor.billing;

import ai.levqor.bus.Page;
import ai.levqor.bus.Request;
import org.jspecify.annotations.Nullable;

/**
 * Which events to list.
 *
 * @param state null is any
 */
record EventFilter(@Nullable String state, Page page, Position at) {
    static EventFilter of(Request request) {
        Page page = Page.of(request);
        return new EventFilter(request.input().getString("state"), page, Position.of(page));
    }
}
