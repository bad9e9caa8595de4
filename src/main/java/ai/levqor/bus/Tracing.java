package ai.levqor.bus;

import io.vertx.core.Future;
import io.vertx.core.VertxBuilder;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Joins what one request causes into one trace, also where work waits in the database between its steps. */
public interface Tracing {
    /** Traces nothing and costs nothing. */
    Tracing OFF = new Tracing() {
        @Override
        public VertxBuilder install(VertxBuilder builder) {
            return builder;
        }

        @Override
        public @Nullable String current() {
            return null;
        }

        @Override
        public void tag(String attribute, String value) {}

        @Override
        public <T> Future<T> within(
                String name, @Nullable String parent, Map<String, String> attributes, Supplier<Future<T>> work) {
            return work.get();
        }

        @Override
        public void close() {}
    };

    /** Makes the Vert.x instance trace HTTP, the event bus and the database. */
    VertxBuilder install(VertxBuilder builder);

    /** The running span as a {@code traceparent} (W3C Trace Context), to be stored with what follows; null without one. */
    @Nullable
    String current();

    /** Adds to the running span. */
    void tag(String attribute, String value);

    /**
     * Runs {@code work} on the current context within a span that continues from {@code parent} and ends with the work.
     * Without a parent there is no span.
     */
    <T> Future<T> within(
            String name, @Nullable String parent, Map<String, String> attributes, Supplier<Future<T>> work);

    /** Sends what waits; blocks for a few seconds at most. */
    void close();
}
