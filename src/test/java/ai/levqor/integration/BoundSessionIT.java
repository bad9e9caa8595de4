package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.BrowserKey;
import ai.levqor.integration.Client.Answer;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sessions that are bound to a key of their browser. */
class BoundSessionIT extends SignInCase {
    @Test
    void aStolenCookieIsWorthNothing() throws Exception {
        BrowserKey browser = BrowserKey.generate();
        Asked asked = ask("bound@example.com");
        String x = browser.jwk().getString("x");
        String y = browser.jwk().getString("y");
        code(nobody.send("POST", asked.link() + "&x=" + x + "&y=" + x, BodyPublishers.noBody()), 400);
        String cookie = cookie(
                nobody.send(
                        "POST",
                        asked.link() + "&x=" + x + "&y=" + y,
                        BodyPublishers.noBody(),
                        "Cookie",
                        asked.browser()),
                "levqor_session");
        var ann = new Person(cookie, new JsonObject(), "");
        String path = "/api/v1/auth/session";
        String proof = browser.proof("GET", path);
        JsonObject session = Client.ok(ann.get(path, "DPoP", proof));
        assertTrue(session.getBoolean("bound"));

        BrowserKey other = BrowserKey.generate();
        refused("needs one header DPoP", ann.get(path));
        refused("needs one header DPoP", ann.get("/api/v1/jobs"));
        refused("used before", ann.get(path, "DPoP", proof));
        refused("another key", ann.get(path, "DPoP", other.proof("GET", path)));
        refused("another path", ann.get("/api/v1/jobs", "DPoP", browser.proof("GET", path)));
        refused("another method", ann.get(path, "DPoP", browser.proof("PUT", path)));
        refused("not signed", ann.get(path, "DPoP", BrowserKey.altered(browser.proof("GET", path))));
        for (String malformed : List.of("x", "a.b.c", "x".repeat(9000), "e30.e30." + "A".repeat(86))) {
            refused("header DPoP", ann.get(path, "DPoP", malformed));
        }
        Answer late = ann.get(path, "DPoP", browser.proof("GET", path, claims -> claims.put("iat", 1_700_000_000)));
        refused("another time", late);
        assertTrue(late.headers().firstValue("date").isPresent(), "a browser can set its clock");
        refused("another browser's", ann.get(path, "User-Agent", "curl/8", "DPoP", browser.proof("GET", path)));
        assertTrue(server.log().contains("a request with the cookie of session"), "it is logged");

        var known = new Person(cookie, new JsonObject(), session.getString("csrf_token"));
        code(known.get("/api/v1/jobs", "DPoP", browser.proof("GET", "/api/v1/jobs")), 200);
        String keyPath = path + "/key";
        var thiefs = new JsonObject().put("key", other.jwk());
        refused("needs one header DPoP", known.send("PUT", keyPath, thiefs));
        code(known.send("PUT", keyPath, thiefs, "DPoP", browser.proof("PUT", keyPath)), 409);
        String out = "/api/v1/auth/sign-out";
        refused("needs one header DPoP", known.post(out, new JsonObject()));
        code(known.post(out, new JsonObject(), "DPoP", browser.proof("POST", out)), 200);
        refused("has ended", known.get(path, "DPoP", browser.proof("GET", path)));
    }

    @Test
    void aSessionIsBoundOnceAndByItsOwner() throws Exception {
        Person ann = Person.called("binds@example.com");
        BrowserKey browser = BrowserKey.generate();
        String path = "/api/v1/auth/session/key";
        var key = new JsonObject().put("key", browser.jwk());
        code(ann.get("/api/v1/jobs"), 200);
        code(ann.send("PUT", path, key, "X-CSRF-Token", ""), 403);
        code(ann.send("PUT", path, new JsonObject().put("key", browser.jwk().put("y", "A".repeat(43)))), 400);
        code(ann.send("PUT", path, new JsonObject().put("key", browser.jwk().put("d", "A".repeat(43)))), 400);
        code(ann.send("PUT", path, key), 200);
        refused("needs one header DPoP", ann.get("/api/v1/jobs"));
        code(ann.send("PUT", path, key, "DPoP", browser.proof("PUT", path)), 200);
        code(ann.get("/api/v1/jobs", "DPoP", browser.proof("GET", "/api/v1/jobs")), 200);
    }

    @Test
    void aStreamGoesOnAfterItsProof() throws Exception {
        Person ed = Person.called("streams@example.com").withRole("editor");
        BrowserKey browser = BrowserKey.generate();
        code(ed.send("PUT", "/api/v1/auth/session/key", new JsonObject().put("key", browser.jwk())), 200);
        String intake = "/api/v1/intake";
        String job = ed.post(intake, Client.job("echo", new JsonObject()), "DPoP", browser.proof("POST", intake))
                .json()
                .getString("job_id");
        String stream = "/api/v1/jobs/" + job + "/stream";
        refused("needs one header DPoP", ed.get(stream));
        Answer followed = ed.get(stream, "DPoP", browser.proof("GET", stream));
        assertTrue(followed.text().contains("succeeded"), followed.text());
    }
}
