package ai.levqor.validate;

import ai.levqor.contract.PlainRoutes;
import ai.levqor.contract.PlainRoutes.PlainRoute;
import ai.levqor.contract.Schemas;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;

/** What the server answers without an operation: the contract's plain routes, and what orchestrators and monitors ask. */
final class Probes {
    private static final Map<String, String> READY = Map.of("service.live", "/livez", "service.ready", "/readyz");
    private static final Map<String, String> METRICS =
            Map.of("service.metrics", "/metrics", "service.metrics_api", "/api/metrics");

    /** A line of the text format with a series that every server has; the request for it is counted by it. */
    private static final Pattern SERIES = Pattern.compile("(?m)^levqor_http_requests_total\\{[^}]*} [0-9.eE+]+$");

    private final Target target;
    private final Schemas schemas;
    private final Findings findings;
    private boolean production;

    Probes(Target target, Schemas schemas, Findings findings) {
        this.target = target;
        this.schemas = schemas;
        this.findings = findings;
    }

    /** Asks all of them; answers whether the server says that it is one of production. */
    boolean ask() throws IOException, InterruptedException {
        for (PlainRoute route : PlainRoutes.all()) {
            ask(route.name(), route.path(), answer -> Verdict.reply(route.reply(), answer, schemas));
        }
        for (var probe : READY.entrySet()) {
            ask(probe.getKey(), probe.getValue(), Probes::well);
        }
        for (var metrics : METRICS.entrySet()) {
            ask(metrics.getKey(), metrics.getValue(), Probes::series);
        }
        return production;
    }

    private interface Judge {
        Verdict of(Answer answer);
    }

    private void ask(String name, String path, Judge judge) throws IOException, InterruptedException {
        Answer answer = target.get(path);
        Verdict verdict =
                answer.status() == 200 ? judge.of(answer) : Verdict.failed("expected 200, got " + answer.status());
        findings.note(name, "GET " + path, answer, verdict);
        JsonObject json = answer.json();
        if (path.equals(PlainRoutes.HEALTHY.path()) && json != null) {
            production = "production".equals(json.getValue("environment"));
        }
    }

    private static Verdict well(Answer answer) {
        JsonObject json = answer.json();
        return json != null && Boolean.TRUE.equals(json.getValue("ok"))
                ? Verdict.ok("ok")
                : Verdict.failed("the answer is not ok: true");
    }

    private static Verdict series(Answer answer) {
        return answer.type().equals("text/plain")
                        && SERIES.matcher(answer.body()).find()
                ? Verdict.ok("ok")
                : Verdict.failed("the answer has no levqor_http_requests_total in Prometheus' text format");
    }
}
