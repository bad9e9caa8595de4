/**
 * OpenTelemetry: {@link ai.levqor.tracing.OtelTracing} makes spans, {@link ai.levqor.tracing.OtlpExporter} sends them as
 * OTLP over HTTP in JSON. Nothing of it is loaded unless {@code otel.endpoint} is set.
 */
@NullMarked
package ai.levqor.tracing;

import org.jspecify.annotations.NullMarked;
