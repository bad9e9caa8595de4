package ai.levqor.contract;

import ai.levqor.bus.Code;
import ai.levqor.bus.Operation;
import ai.levqor.contract.Catalog.Actor;
import java.util.stream.Collectors;

/**
 * The page for event-bus clients: every operation with its address, input, answer and failures. It needs neither a
 * script nor any other server; its one style sheet is {@code /docs/docs.css}.
 */
public final class BusReference {
    private static final String CALL = """
            BusClient.register(vertx); // once: teaches this Vert.x the failures
            var input = new JsonObject()
                .put("workflow", "invoice.send")
                .put("payload", new JsonObject().put("invoice", "INV-2041"));
            vertx.eventBus()
                .<JsonObject>request("jobs.submit", input, new DeliveryOptions().addHeader("api-key", key))
                .onSuccess(reply -> log.info("Job {}", reply.body().getString("job_id")))
                .onFailure(cause -> {
                  if (cause instanceof Failure failure) {
                    log.warn("{} {} {}", failure.code(), failure.field(), failure.getMessage());
                  }
                });
            """;

    private static final String WORKER = """
            vertx.eventBus().<JsonObject>consumer("workers.invoice.send", message -> {
              JsonObject job = message.body();
              String to = job.getJsonObject("payload").getString("to");
              if (to == null) {
                message.fail(422, "The invoice has no recipient."); // permanent
                return;
              }
              mail.send(to, job.getString("job_id"))
                  .onSuccess(id -> message.reply(new JsonObject().put("message_id", id)))
                  .onFailure(cause -> message.fail(503, "The mail server is gone.")); // tried again
            });
            vertx.eventBus().<JsonObject>consumer("jobs.cancelled",
                message -> mail.abort(message.body().getString("job_id")));
            """;

    private final Schemas schemas = new Schemas();

    private BusReference() {}

    /** The page for this version of the service; the same text for the same version. */
    public static String of(String version) {
        return new BusReference().page(version);
    }

    private String page(String version) {
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta name="color-scheme" content="light dark"/>
            <title>Levqor %1$s: event-bus reference</title>
            <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
            <link rel="stylesheet" href="/docs/docs.css"/>
            </head>
            <body>
            <header><h1>Event-bus reference</h1><p><a href="/">Levqor</a> %1$s</p></header>
            <nav aria-label="Operations">
            %2$s</nav>
            <main>
            <section id="calling">
            <h2>Calling an operation</h2>
            <p>Send one JSON object to the operation's address and await the reply. An event-bus client gets the same
            checks, answers and failures as an HTTP client.</p>
            %3$s<p>Headers of the message:</p>
            <dl>
            <dt><code>api-key</code></dt>
            <dd>The API key; it must hold the operation's scope. A message without it is anonymous and reaches only
            operations without a scope.</dd>
            <dt><code>request</code></dt>
            <dd>An id of your choice. The service's logs carry it, so that both sides can be matched.</dd>
            </dl>
            <p>Code inside the service uses <code>BusClient</code>, which states the caller in the headers
            <code>caller</code>, <code>scopes</code>, <code>request</code> and <code>address</code>. Members of the
            cluster are trusted with them: let nobody else join, and let no bridge pass them on.</p>
            </section>
            <section id="failures">
            <h2>Failures</h2>
            <p>A call that fails ends with a <code>Failure</code>: its code, a message for people, the wrong field,
            and details such as the id that was not found. What may succeed later without a change is marked.</p>
            %4$s</section>
            <section id="workers">
            <h2>Running jobs: workers</h2>
            <p>A worker is a consumer of <code>workers.</code> and the workflow's name, on any node. It gets one job
            in each message, <code>{job_id, workflow, attempt, max_attempts, payload}</code>, and replies with a JSON object, the
            job's result. Jobs run at least once: make the work repeatable, by job_id for example.</p>
            <dl>
            <dt><code>message.fail(4xx, text)</code>, 400 to 499 but for 408 and 429</dt>
            <dd>The job has failed for good; it is not tried again.</dd>
            <dt>A reply with the header <code>resume_in</code> (milliseconds) or <code>resume_at</code> (epoch
            milliseconds), and <code>reason</code></dt>
            <dd>Nothing to do for now, or no place: the job is queued until then and the attempt does not count.</dd>
            <dt>Any other failure, or no reply within <code>timeout_ms</code></dt>
            <dd>The attempt has failed; the job is tried again after a pause, up to <code>max_attempts</code>.</dd>
            <dt><code>jobs.cancelled</code></dt>
            <dd>Published with <code>{job_id, attempt}</code> when a job is cancelled. A late result of it is dropped, so
            stopping is a courtesy, not a duty.</dd>
            <dt><code>activity.progress</code>, <code>activity.log</code></dt>
            <dd>Operations that tell how far an attempt is and add lines to its job's log; with <code>job_id</code> and
            <code>attempt</code> as the worker got them.</dd>
            <dt><code>workers.changed</code></dt>
            <dd>Publish an empty object there when a worker begins to serve a workflow, and its waiting jobs start at
            once; <code>Workers.serve</code> does so. Without it they are tried within five seconds.</dd>
            </dl>
            %5$s</section>
            %6$s</main>
            </body>
            </html>
            """.formatted(
                        Html.escaped(version),
                        Catalog.actors().stream().map(BusReference::contents).collect(Collectors.joining()),
                        Html.code(CALL),
                        failures(),
                        Html.code(WORKER),
                        Catalog.actors().stream().map(this::actor).collect(Collectors.joining()));
    }

    private static String contents(Actor actor) {
        return actor.operations().stream()
                .map(operation -> "<li><a href=\"#%1$s\">%1$s</a></li>\n".formatted(operation.name()))
                .collect(Collectors.joining("", "<h2>" + Html.escaped(actor.name()) + "</h2>\n<ul>\n", "</ul>\n"));
    }

    private static String failures() {
        var rows = new StringBuilder();
        for (Code code : Code.values()) {
            rows.append(
                    "<tr><th scope=\"row\" id=\"code-%1$s\"><code>%1$s</code></th><td>%2$d</td><td>%3$s</td><td>%4$s</td></tr>\n"
                            .formatted(
                                    code.wire(),
                                    code.status(),
                                    code.transientFailure() ? "yes" : "no",
                                    Html.escaped(code.meaning())));
        }
        return """
                <div class="wide" tabindex="0"><table>
                <thead><tr><th scope="col">Code</th><th scope="col">HTTP status</th>\
                <th scope="col">Retry</th><th scope="col">Meaning</th></tr></thead>
                <tbody>
                %s</tbody>
                </table></div>
                """.formatted(rows);
    }

    private String actor(Actor actor) {
        return "<section>\n<h2>%s</h2>\n<p>%s</p>\n%s</section>\n"
                .formatted(
                        Html.escaped(actor.name()),
                        Html.escaped(actor.summary()),
                        actor.operations().stream().map(this::operation).collect(Collectors.joining()));
    }

    private String operation(Operation operation) {
        var input = schemas.schema(operation.request());
        var reply = schemas.schema(operation.reply());
        return """
            <article id="%1$s">
            <h3><code>%1$s</code></h3>
            <p>%2$s. %3$s</p>
            <dl>
            <dt>Scope</dt><dd>%4$s</dd>
            <dt>Over HTTP</dt><dd><code>%5$s</code></dd>
            </dl>
            <h4>Input</h4>
            %6$s<h5>Example</h5>
            %7$s<h4>Reply</h4>
            <p>%8$s</p>
            <details><summary>Fields of the reply</summary>
            %9$s</details>
            <h5>Example</h5>
            %10$s<h4>Failures</h4>
            <p>%11$s</p>
            </article>
            """.formatted(
                operation.name(),
                Html.escaped(operation.summary()),
                Html.escaped(input.getString("description")),
                scope(operation),
                Html.escaped(operation.method() + " " + operation.path()),
                FieldTable.of(input),
                Html.code(schemas.examples(operation.request()).getFirst().encodePrettily()),
                Html.escaped(reply.getString("description")),
                FieldTable.of(reply),
                Html.code(schemas.examples(operation.reply()).getFirst().encodePrettily()),
                operation.failures().stream()
                        .map(code -> "<a href=\"#code-%1$s\"><code>%1$s</code></a>".formatted(code.wire()))
                        .collect(Collectors.joining(", ")));
    }

    private static String scope(Operation operation) {
        String scope = operation.scope() == null ? "none, open to all" : "<code>" + operation.scope() + "</code>";
        return operation.developmentOnly() ? scope + "; served in the development profile only" : scope;
    }
}
