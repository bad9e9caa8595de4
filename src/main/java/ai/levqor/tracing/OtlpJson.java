package ai.levqor.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Set;

/** Spans as an ExportTraceServiceRequest of OTLP 1 in its JSON form: ids in hexadecimal, times as texts. */
final class OtlpJson {
    /** Addresses may hold tokens; the route's template says enough. */
    private static final Set<String> UNSENT = Set.of("http.url", "url.full", "url.path", "url.query");

    private static final int ERROR = 2;

    private OtlpJson() {}

    static JsonObject request(Collection<SpanData> spans) {
        var all = new JsonArray();
        spans.forEach(span -> all.add(span(span)));
        var scope = new JsonObject().put("name", "ai.levqor");
        var scopeSpans =
                new JsonArray().add(new JsonObject().put("scope", scope).put("spans", all));
        Attributes resource = spans.iterator().next().getResource().getAttributes();
        return new JsonObject()
                .put(
                        "resourceSpans",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("resource", new JsonObject().put("attributes", attributes(resource)))
                                        .put("scopeSpans", scopeSpans)));
    }

    private static JsonObject span(SpanData span) {
        var json = new JsonObject()
                .put("traceId", span.getTraceId())
                .put("spanId", span.getSpanId())
                .put("name", span.getName())
                .put("kind", kind(span.getKind()))
                .put("startTimeUnixNano", Long.toString(span.getStartEpochNanos()))
                .put("endTimeUnixNano", Long.toString(span.getEndEpochNanos()))
                .put("attributes", attributes(span.getAttributes()));
        if (!span.getParentSpanId().equals(SpanId.getInvalid())) {
            json.put("parentSpanId", span.getParentSpanId());
        }
        if (span.getStatus().getStatusCode() == StatusCode.ERROR) {
            json.put("status", new JsonObject().put("code", ERROR));
        }
        return json;
    }

    /** The numbers of the enumeration Span.SpanKind. */
    private static int kind(SpanKind kind) {
        return switch (kind) {
            case INTERNAL -> 1;
            case SERVER -> 2;
            case CLIENT -> 3;
            case PRODUCER -> 4;
            case CONSUMER -> 5;
        };
    }

    private static JsonArray attributes(Attributes attributes) {
        var json = new JsonArray();
        attributes.forEach((key, value) -> {
            if (!UNSENT.contains(key.getKey())) {
                json.add(new JsonObject().put("key", key.getKey()).put("value", value(value)));
            }
        });
        return json;
    }

    private static JsonObject value(Object value) {
        return switch (value) {
            case Boolean flag -> new JsonObject().put("boolValue", flag);
            case Long number -> new JsonObject().put("intValue", number.toString());
            case Double number -> new JsonObject().put("doubleValue", number);
            default -> new JsonObject().put("stringValue", value.toString());
        };
    }
}
