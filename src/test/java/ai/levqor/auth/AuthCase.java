package ai.levqor.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.levqor.SettableClock;
import ai.levqor.TestKernel;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.contract.Schemas;
import ai.levqor.security.SessionToken;
import ai.levqor.sql.DatabaseUrl;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A node with the accounts, a clock that the test moves, and a mailbox that gets what would be mailed. */
@SuppressWarnings("NullAway.Init") // set up before each test
abstract class AuthCase {
    static final String ANN = "ann@example.com";
    private static final Pattern LINK = Pattern.compile("(http\\S+)/auth/link\\?token=(\\S+)");
    private static final Pattern CODE = Pattern.compile("(?m)^([0-9]{6})$");

    @TempDir
    Path dir;

    final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T10:00:00Z"));
    final Schemas schemas = new Schemas();
    final BlockingQueue<JsonObject> mails = new LinkedBlockingQueue<>();
    final String browser = SessionToken.generate();
    TestKernel node;
    private DatabaseUrl url;

    /** An empty database. */
    abstract DatabaseUrl database(Path folder);

    @BeforeEach
    void startNode() throws Exception {
        url = database(dir);
        start(Map.of());
    }

    @AfterEach
    void close() {
        node.close();
    }

    /** Starts the node anew with these settings. */
    void restart(Map<String, String> settings) throws Exception {
        node.close();
        start(settings);
    }

    private void start(Map<String, String> settings) throws Exception {
        var env = new HashMap<String, String>(Map.of("LEVQOR_HTTP_PUBLIC_URL", "https://levqor.example"));
        env.putAll(settings);
        node = TestKernel.start(url, clock, schemas, env);
        TestKernel.get(node.vertx()
                .eventBus()
                .<JsonObject>consumer("email.send", message -> {
                    schemas.check("email/send", message.body());
                    mails.add(message.body());
                    message.reply(new JsonObject().put("id", "m-1").put("status", "queued"));
                })
                .completion());
        deploy();
    }

    void deploy() throws Exception {
        node.deploy(new AuthVerticle(node.kernel()));
    }

    /** What the operation answers to one who may everything; it fits the schema. */
    JsonObject call(Operation operation, JsonObject input) throws Exception {
        JsonObject answer = node.call(operation, input);
        schemas.check(operation.reply(), answer);
        return answer;
    }

    JsonObject callAs(Caller caller, Operation operation, JsonObject input) throws Exception {
        JsonObject answer = TestKernel.get(node.kernel().bus().call(operation, input, caller));
        schemas.check(operation.reply(), answer);
        return answer;
    }

    Failure failure(Operation operation, JsonObject input) {
        return failure(from("203.0.113.7"), operation, input);
    }

    Failure failure(Caller caller, Operation operation, JsonObject input) {
        return assertThrows(Failure.class, () -> callAs(caller, operation, input));
    }

    static Caller from(String address) {
        return new Caller("anonymous", Set.of(), "r-1", address, "Firefox", "", 0);
    }

    static Caller account(String id) {
        return new Caller("account:" + id, Set.of(), "r-1", "203.0.113.7");
    }

    JsonObject ask(String email) {
        return new JsonObject().put("email", email).put("browser", browser);
    }

    /** Asks for a link and reads the mail. */
    Mail mail(String email) throws Exception {
        callAs(from("203.0.113.7"), Auth.MAGIC_LINK, ask(email));
        return mail();
    }

    Mail mail() throws Exception {
        JsonObject mail = mails.poll(30, TimeUnit.SECONDS);
        assertNotNull(mail, "no mail came");
        return Mail.of(mail);
    }

    /** Signs somebody in by a link; the answer has the session. */
    JsonObject signIn(String email) throws Exception {
        return byLink(mail(email).token());
    }

    JsonObject byLink(String token) throws Exception {
        return call(Auth.LINK, link(token));
    }

    /** The link as the browser that asked for it opens it. */
    JsonObject link(String token) {
        return new JsonObject().put("token", token).put("browser", browser);
    }

    JsonObject code(String email, String code) {
        return ask(email).put("code", code);
    }

    void refused(Operation operation, JsonObject input) {
        Failure refused = operation.scope() == null
                ? failure(operation, input)
                : assertThrows(Failure.class, () -> node.call(operation, input));
        assertEquals(Code.UNAUTHORIZED, refused.code());
        assertEquals(Proof.refused().getMessage(), refused.getMessage());
    }

    JsonObject resolve(JsonObject signedIn) throws Exception {
        return call(Auth.RESOLVE, new JsonObject().put("hash", SessionToken.hash(signedIn.getString("session"))));
    }

    static String accountId(JsonObject signedIn) {
        return signedIn.getJsonObject("account").getString("id");
    }

    static JsonObject id(JsonObject signedIn) {
        return new JsonObject().put("account_id", accountId(signedIn));
    }

    /** What a sign-in mail has. */
    record Mail(String to, String base, String token, String code) {
        static Mail of(JsonObject mail) {
            Matcher link = LINK.matcher(mail.getString("text"));
            Matcher code = CODE.matcher(mail.getString("text"));
            if (!link.find() || !code.find()) {
                throw new AssertionError("no sign-in mail: " + mail.encodePrettily());
            }
            return new Mail(mail.getString("to"), link.group(1), link.group(2), code.group(1));
        }

        String wrongCode() {
            return code.equals("000000") ? "000001" : "000000";
        }
    }
}
