package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.integration.Client.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A real server whose mails stay in its outbox, and people who sign in there. */
@SuppressWarnings("NullAway.Init") // set up before all tests
abstract class SignInCase {
    static final Pattern LINK = Pattern.compile("/auth/link\\?token=\\S+");
    static final Pattern CODE = Pattern.compile("(?m)^([0-9]{6})$");
    static final Set<String> READ = ConcurrentHashMap.newKeySet();

    @SuppressWarnings("NullAway.Init")
    static ServerProcess server;

    @SuppressWarnings("NullAway.Init")
    static Client nobody;

    @SuppressWarnings("NullAway.Init")
    static Person admin;

    @BeforeAll
    static void start() throws Exception {
        server = Launch.on(Store.SQLITE).start();
        nobody = server.client().as("");
        Matcher printed = LINK.matcher(server.log());
        assertTrue(printed.find(), "the first start prints a link\n" + server.log());
        admin = Person.by(enter(printed.group()));
        assertEquals("admin", admin.account().getString("role"));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    static Answer enter(String link, String... headers) throws Exception {
        return nobody.send("POST", link, BodyPublishers.noBody(), headers);
    }

    /** Opens a link in the browser that asked for it. */
    static Answer enter(Asked asked, String... headers) throws Exception {
        var all = new ArrayList<>(List.of("Cookie", asked.browser()));
        all.addAll(List.of(headers));
        return enter(asked.link(), all.toArray(String[]::new));
    }

    /** Asks for a mail; answers its text and the cookie of the browser. */
    static Asked ask(String email) throws Exception {
        Answer asked = nobody.post("/api/v1/auth/magic-link", new JsonObject().put("email", email));
        assertEquals(202, asked.status(), asked.text());
        return new Asked(text(email), cookie(asked, "levqor_browser"));
    }

    record Asked(String text, String browser) {
        String link() {
            return found(LINK, 0);
        }

        String code() {
            return found(CODE, 1);
        }

        private String found(Pattern pattern, int group) {
            Matcher matcher = pattern.matcher(text);
            assertTrue(matcher.find(), text);
            return matcher.group(group);
        }
    }

    /** The text of a sign-in mail to {@code email} that nobody has read yet. */
    static String text(String email) throws Exception {
        var found = new ArrayList<String>();
        Eventually.await("a mail to " + email + " is in the outbox", () -> {
            JsonArray mails = Client.ok(server.client().get("/api/email?status=outbox&limit=200"))
                    .getJsonArray("emails");
            for (Object mail : mails) {
                var sent = (JsonObject) mail;
                if (sent.getJsonArray("to").contains(email)
                        && sent.getString("subject").startsWith("Sign in")
                        && READ.add(sent.getString("id"))) {
                    found.add(sent.getString("id"));
                    return true;
                }
            }
            return false;
        });
        return Client.ok(server.client().get("/api/email/" + found.getFirst())).getString("text");
    }

    static String cookie(Answer answer, String name) {
        String set = setCookie(answer, name);
        assertNotNull(set, () -> name + " is not set: " + answer.headers().map());
        return set.substring(0, set.indexOf(';'));
    }

    static @Nullable String setCookie(Answer answer, String name) {
        return answer.headers().allValues("set-cookie").stream()
                .filter(value -> value.startsWith(name + "="))
                .findFirst()
                .orElse(null);
    }

    static void code(Answer answer, int status) {
        assertEquals(status, answer.status(), answer.text());
    }

    /** Somebody who is signed in. */
    record Person(String cookie, JsonObject account, String csrf) {
        static Person by(Answer entered) throws Exception {
            assertTrue(entered.status() == 303 || entered.status() == 200, entered.text());
            assertFalse(entered.text().contains("\"session\""), "the token is for the cookie alone");
            String cookie = SignInCase.cookie(entered, "levqor_session");
            JsonObject session = Client.ok(new Person(cookie, new JsonObject(), "").get("/api/v1/auth/session"));
            return new Person(cookie, session.getJsonObject("account"), session.getString("csrf_token"));
        }

        static Person called(String email) throws Exception {
            return by(enter(ask(email)));
        }

        Answer get(String path, String... more) throws Exception {
            var headers = new ArrayList<>(List.of("Cookie", cookie));
            headers.addAll(List.of(more));
            return nobody.send("GET", path, BodyPublishers.noBody(), headers.toArray(String[]::new));
        }

        Answer post(String path, JsonObject body, String... more) throws Exception {
            return send("POST", path, body, more);
        }

        Answer send(String method, String path, JsonObject body, String... more) throws Exception {
            var headers = new ArrayList<>(List.of("Cookie", cookie, "X-CSRF-Token", csrf));
            headers.addAll(List.of(more));
            return nobody.send(method, path, BodyPublishers.ofString(body.encode()), headers.toArray(String[]::new));
        }

        Person withRole(String role) throws Exception {
            code(
                    admin.send(
                            "PUT",
                            "/api/v1/accounts/" + account.getString("id") + "/role",
                            new JsonObject().put("role", role)),
                    200);
            return this;
        }

        String submit() throws Exception {
            Answer accepted = post("/api/v1/intake", Client.job("noop", new JsonObject()));
            code(accepted, 202);
            return accepted.json().getString("job_id");
        }
    }

    static void refused(String why, Answer answer) {
        code(answer, 401);
        assertTrue(answer.text().contains(why), answer.text());
    }
}
