package ai.levqor.tracing;

import ai.levqor.bus.Tracing;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VertxBuilder;
import io.vertx.core.internal.ContextInternal;
import io.vertx.tracing.opentelemetry.OpenTelemetryTracingFactory;
import io.vertx.tracing.opentelemetry.VertxContextStorageProvider.VertxContextStorage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Spans by OpenTelemetry's SDK, joined over the event bus and HTTP by Vert.x. */
public final class OtelTracing implements Tracing {
    private static final String NAME = "ai.levqor";
    private static final String TRACEPARENT = "traceparent";
    private static final long CLOSE_S = 3;

    private final OpenTelemetrySdk sdk;
    private final Tracer tracer;

    /** Sends what {@code node} does to the collector at {@code endpoint}, such as {@code http://127.0.0.1:4318}. */
    public OtelTracing(String endpoint, String version, UUID node) {
        var resource = Resource.create(Attributes.builder()
                .put("service.name", "levqor")
                .put("service.version", version)
                .put("service.instance.id", node.toString())
                .build());
        var spans = BatchSpanProcessor.builder(new OtlpExporter(endpoint))
                .setScheduleDelay(Duration.ofSeconds(1))
                .build();
        this.sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .setResource(resource)
                        .addSpanProcessor(spans)
                        .build())
                .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                .build();
        this.tracer = sdk.getTracer(NAME);
    }

    @Override
    public VertxBuilder install(VertxBuilder builder) {
        return builder.withTracer(new OpenTelemetryTracingFactory(sdk));
    }

    @Override
    public @Nullable String current() {
        SpanContext span = Span.current().getSpanContext();
        return span.isValid() && span.isSampled() ? "00-" + span.getTraceId() + "-" + span.getSpanId() + "-01" : null;
    }

    @Override
    public void tag(String attribute, String value) {
        Span.current().setAttribute(attribute, value);
    }

    @Override
    public <T> Future<T> within(
            String name, @Nullable String parent, Map<String, String> attributes, Supplier<Future<T>> work) {
        if (parent == null) {
            return work.get();
        }
        Context before = W3CTraceContextPropagator.getInstance().extract(Context.root(), parent, Parent.INSTANCE);
        Span span = tracer.spanBuilder(name)
                .setSpanKind(SpanKind.CONSUMER)
                .setParent(before)
                .startSpan();
        attributes.forEach(span::setAttribute);
        // A context of its own: what else runs on the verticle's must not join this trace.
        ContextInternal own = ContextInternal.current().duplicate();
        VertxContextStorage.INSTANCE.attach(own, before.with(span));
        Promise<T> done = Promise.promise();
        own.dispatch(none -> Future.<Void>succeededFuture()
                .compose(ignored -> work.get())
                .onComplete(result -> {
                    if (result.failed()) {
                        span.setStatus(StatusCode.ERROR);
                    }
                    span.end();
                    done.handle(result);
                }));
        return done.future();
    }

    @Override
    public void close() {
        sdk.getSdkTracerProvider().shutdown().join(CLOSE_S, TimeUnit.SECONDS);
    }

    /** Reads a stored traceparent. */
    private enum Parent implements TextMapGetter<String> {
        INSTANCE;

        @Override
        public Iterable<String> keys(String parent) {
            return List.of(TRACEPARENT);
        }

        @Override
        public @Nullable String get(@Nullable String parent, String key) {
            return key.equals(TRACEPARENT) ? parent : null;
        }
    }
}
