package ai.levqor.validate;

import ai.levqor.bus.Operation;
import ai.levqor.contract.Catalog;
import ai.levqor.contract.Schemas;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Takes the steps one after the other, and keeps what later ones need. */
final class Walk {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final int MAX_PAGES = 100;

    private final Target target;
    private final Schemas schemas;
    private final Findings findings;
    private final boolean production;
    private final Map<String, String> kept = new HashMap<>();
    private final Set<String> absent = new HashSet<>();

    /** {@code run} is a word that no other run has; {@code browser} is kept besides, a token such as a browser has. */
    Walk(Target target, Schemas schemas, Findings findings, boolean production, String run) {
        this.target = target;
        this.schemas = schemas;
        this.findings = findings;
        this.production = production;
        kept.put("run", run);
        byte[] token = new byte[32];
        new SecureRandom().nextBytes(token);
        kept.put("browser", Base64.getUrlEncoder().withoutPadding().encodeToString(token));
    }

    private record Judged(Answer answer, Verdict verdict) {}

    void take(Step written) throws InterruptedException {
        Operation operation = operation(written.call());
        String route = operation.method() + " " + operation.path();
        Answer none = new Answer(0, "", "", 0);
        Step step = (written.needs(absent) ? written.missing() : written).filled(kept);
        if (step == null) {
            Verdict unmade = Verdict.failed("not reached: what it needs was not made");
            findings.note(operation.name(), route, none, unmade);
            return;
        }
        try {
            Judged judged = ask(step, operation);
            long deadline = System.nanoTime() + DEADLINE.toNanos();
            boolean repeats = !operation.writes() && !step.until().isEmpty();
            while (repeats && judged.verdict().kind() == Verdict.Kind.OTHER_REPLY && System.nanoTime() < deadline) {
                Pause.of(POLL);
                judged = ask(step, operation);
            }
            findings.note(operation.name(), route, judged.answer(), judged.verdict());
            keep(step, judged);
        } catch (IOException e) {
            findings.note(operation.name(), route, none, Verdict.failed("no answer: " + e));
        }
    }

    /** Calls once; of a list it goes on with the next page until it knows. */
    private Judged ask(Step step, Operation operation) throws IOException, InterruptedException {
        JsonObject input = step.input().copy();
        for (int page = 1; ; page++) {
            Answer answer = target.call(operation, input, step.as());
            Verdict verdict = judge(step, operation, answer);
            boolean undecided = step.gone().isEmpty()
                    ? verdict.kind() == Verdict.Kind.OTHER_REPLY
                    : verdict.kind() == Verdict.Kind.REPLY;
            JsonObject json = answer.json();
            if (!undecided
                    || json == null
                    || !(json.getValue("next_cursor") instanceof String cursor)
                    || page == MAX_PAGES) {
                return new Judged(answer, verdict);
            }
            input.put("cursor", cursor);
        }
    }

    private Verdict judge(Step step, Operation operation, Answer answer) {
        if (operation.developmentOnly() && production) {
            return answer.status() == 404
                    ? Verdict.ok("not served in production")
                    : Verdict.failed("production must not serve it");
        }
        return Verdict.of(step, operation, answer, schemas);
    }

    private void keep(Step step, Judged judged) {
        if (judged.verdict().passed() && judged.verdict().kind() == Verdict.Kind.REFUSAL) {
            step.keep().forEach((name, field) -> {
                absent.add(name);
                kept.put(name, UUID.randomUUID().toString());
            });
            return;
        }
        if (judged.answer().status() >= 400) {
            return; // a failure may name a thing as well
        }
        step.keep().forEach((name, field) -> {
            Object value = judged.answer().json();
            for (String part : field.split("\\.", -1)) {
                value = value instanceof JsonObject object ? object.getValue(part) : null;
            }
            if (value != null) {
                kept.put(name, value.toString());
            }
        });
    }

    static Operation operation(String name) {
        return Catalog.operation(name)
                .orElseThrow(() -> new IllegalStateException("validate: there is no operation " + name));
    }
}
