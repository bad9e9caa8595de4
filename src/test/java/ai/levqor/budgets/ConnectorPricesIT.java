package ai.levqor.budgets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.levqor.OnSqlite;
import ai.levqor.connectors.ConnectorsVerticle;
import ai.levqor.jobs.Jobs;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** An action of a connector costs what its manifest says, unless the prices name it. */
class ConnectorPricesIT extends BudgetsCase implements OnSqlite {
    @Test
    void theManifestsCostIsThePriceThatNoEntryHas() throws Exception {
        var provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/", exchange -> {
            byte[] body = "{\"id\":7}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        provider.start();
        try {
            String url = "http://127.0.0.1:" + provider.getAddress().getPort();
            Files.writeString(dir.resolve("connectors/crm.yaml"), """
                    name: crm
                    title: CRM
                    description: Contacts.
                    url: %s
                    auth:
                      credentials: {type: object, properties: {token: {type: string}}, required: [token]}
                      headers: {Authorization: '${ "Bearer " + .token }'}
                    actions:
                    %s%s%s""".formatted(
                            url, action("create", "cost: 0.002"), action("listed", "cost: 0.002"), action("free", "")));
            var node = nodes.getFirst();
            node.deploy(new ConnectorsVerticle(node.kernel()));
            define("sell", """
                    - one: {call: crm.create, with: {credentials: {token: t}}}
                    - two: {call: crm.listed, with: {credentials: {token: t}}}
                    - three: {call: crm.free, with: {credentials: {token: t}}}
                    """);
            // Its owner may call connectors; the key of these tests is nowhere stored.
            String id = node.call(Jobs.SUBMIT, job("sell")).getString("job_id");
            assertEquals(2_000 + 3 * CENT, await(id, "succeeded").getLong("cost"));
            JsonArray calls =
                    call(Budgets.JOB, new JsonObject().put("job_id", id)).getJsonArray("calls");
            assertEquals(2, calls.size(), calls.encode());
        } finally {
            provider.stop(0);
        }
    }

    private static String action(String name, String cost) {
        return """
                - name: %s
                  summary: A call
                  params: {type: object, additionalProperties: false}
                  result: {type: object}
                  steps: [{method: POST, path: /, body: {}}]
                  output: "${ {id: .id} }"
                  %s
                """.formatted(name, cost);
    }
}
