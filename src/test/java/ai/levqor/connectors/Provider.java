package ai.levqor.connectors;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** A stand-in for a provider, which answers in turn what a test says, and keeps what it was asked. */
final class Provider implements AutoCloseable {
    private static final String TURN = "turn";

    private final WireMockServer server =
            new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
    private int answers;

    Provider() {
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.port();
    }

    /** Forgets answers and requests. */
    void reset() {
        server.resetAll();
        answers = 0;
    }

    void answer(int status, JsonObject headers, String body) {
        answer(definition(status, headers, body));
    }

    void answer(int status, JsonObject body) {
        answer(status, new JsonObject(), body.encode());
    }

    /** An answer that comes after the time is up. */
    void answerLate(int millis) {
        answer(definition(200, new JsonObject(), "{}").withFixedDelay(millis));
    }

    void breakConnection() {
        answer(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));
    }

    private static ResponseDefinitionBuilder definition(int status, JsonObject headers, String body) {
        ResponseDefinitionBuilder response = aResponse().withStatus(status).withBody(body);
        if (body.startsWith("{")) {
            response.withHeader("Content-Type", "application/json");
        }
        headers.forEach(header -> response.withHeader(header.getKey(), String.valueOf(header.getValue())));
        return response;
    }

    private void answer(ResponseDefinitionBuilder response) {
        server.stubFor(any(anyUrl())
                .inScenario(TURN)
                .whenScenarioStateIs(answers == 0 ? Scenario.STARTED : "after " + answers)
                .willSetStateTo("after " + (answers + 1))
                .willReturn(response));
        answers++;
    }

    /** What was asked, in order. */
    List<LoggedRequest> requests() {
        return server.getAllServeEvents().reversed().stream()
                .map(event -> LoggedRequest.createFrom(event.getRequest()))
                .toList();
    }

    @Override
    public void close() {
        server.stop();
    }
}
