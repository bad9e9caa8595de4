package ai.levqor.referrals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.SettableClock;
import ai.levqor.TestKernel;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.contract.Schemas;
import ai.levqor.sql.DatabaseUrl;
import ai.levqor.users.Users;
import ai.levqor.users.UsersVerticle;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Referrals, on any database. */
@SuppressWarnings("NullAway.Init") // set up before each test
abstract class ReferralsContract {
    @TempDir
    Path dir;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T10:00:00Z"));
    private final Schemas schemas = new Schemas();
    private final List<TestKernel> nodes = new ArrayList<>();

    /** An empty database. */
    abstract DatabaseUrl database(Path folder);

    @BeforeEach
    void start() throws Exception {
        DatabaseUrl url = database(dir);
        for (int i = 0; i < 2; i++) {
            var node = TestKernel.start(url, clock, schemas, Map.of());
            nodes.add(node);
            node.deploy(new UsersVerticle(node.kernel()));
            node.deploy(new ReferralsVerticle(node.kernel()));
        }
    }

    @AfterEach
    void close() {
        nodes.forEach(TestKernel::close);
    }

    private JsonObject call(Operation operation, JsonObject input) throws Exception {
        JsonObject answer = nodes.getFirst().call(operation, input);
        schemas.check(operation.reply(), answer);
        return answer;
    }

    private static JsonObject json(String text) {
        return new JsonObject(text.replace('\'', '"'));
    }

    private JsonObject track(String json) throws Exception {
        return call(Referrals.TRACK, json(json));
    }

    @Test
    void storesOncePerPersonAndSource() throws Exception {
        JsonObject first =
                track("{'source':'newsletter','campaign':'spring','medium':'email','email':'Ann@Example.com'}");
        JsonObject referral = first.getJsonObject("referral");
        assertEquals(201, Referrals.TRACK.statusOf(first));
        assertEquals(
                json("{'source':'newsletter','campaign':'spring','medium':'email','term':null,'content':null,'ref':null,"
                                + "'email':'ann@example.com','user_id':null,'attributed':true}")
                        .put("created_at", clock.instant().getEpochSecond()),
                without(referral, "id"));
        clock.advance(Duration.ofSeconds(1));
        JsonObject again = track("{'source':'newsletter','campaign':'autumn','email':'ann@example.com'}");
        assertEquals(200, Referrals.TRACK.statusOf(again));
        assertEquals(new JsonObject().put("duplicate", true).put("referral", referral), again);
    }

    private static JsonObject without(JsonObject object, String member) {
        JsonObject rest = object.copy();
        rest.remove(member);
        return rest;
    }

    @Test
    void attributesAPersonToTheFirstSourceForGood() throws Exception {
        assertTrue(attributed("{'source':'a','email':'ann@example.com'}"));
        assertTrue(!attributed("{'source':'b','email':'ann@example.com'}"));
        assertTrue(attributed("{'source':'a','email':'ann@example.com'}"), "the duplicate says so as well");
        assertTrue(attributed("{'source':'b','email':'bob@example.com'}"));
    }

    private boolean attributed(String json) throws Exception {
        return track(json).getJsonObject("referral").getBoolean("attributed");
    }

    @Test
    void ofConcurrentVisitsOnTwoNodesOneIsStoredPerSourceAndOneAttributed() throws Exception {
        List<Future<JsonObject>> answers = IntStream.range(0, 40)
                .mapToObj(i -> nodes.get(i % 2)
                        .kernel()
                        .bus()
                        .call(
                                Referrals.TRACK,
                                json("{'source':'s" + i % 4 + "','email':'ann@example.com'}"),
                                Caller.SYSTEM))
                .toList();
        int created = 0;
        for (Future<JsonObject> answer : answers) {
            created += TestKernel.get(answer).containsKey("created") ? 1 : 0;
        }
        assertEquals(4, created);
        JsonArray stored = call(Referrals.LIST, new JsonObject()).getJsonArray("referrals");
        assertEquals(4, stored.size());
        assertEquals(
                1,
                stored.stream()
                        .filter(one -> ((JsonObject) one).getBoolean("attributed"))
                        .count());
    }

    @Test
    void takesWhatLinksHave() throws Exception {
        JsonObject link = track("{'utm_source':'google','utm_medium':'cpc','utm_campaign':'c','utm_term':'t',"
                        + "'utm_content':'x','ref':'p-42','email':'ann@example.com'}")
                .getJsonObject("referral");
        assertEquals(
                List.of("google", "cpc", "c", "t", "x", "p-42"),
                List.of(
                        link.getString("source"),
                        link.getString("medium"),
                        link.getString("campaign"),
                        link.getString("term"),
                        link.getString("content"),
                        link.getString("ref")));
        JsonObject code = track("{'ref':'p-43','email':'bob@example.com'}").getJsonObject("referral");
        assertEquals("p-43", code.getString("source"));
    }

    @Test
    void aUserIsTheirAddress() throws Exception {
        JsonObject ann = call(Users.UPSERT, json("{'email':'ann@example.com'}")).getJsonObject("user");
        String id = ann.getString("id");
        JsonObject stored = track("{'source':'a','user_id':'" + id + "'}").getJsonObject("referral");
        assertEquals("ann@example.com", stored.getString("email"));
        assertEquals(id, stored.getString("user_id"));
        assertTrue(track("{'source':'a','email':'ANN@example.com'}").containsKey("duplicate"));
        Failure other = failure("{'source':'a','user_id':'" + id + "','email':'bob@example.com'}");
        assertEquals("email", other.field());
        assertEquals(
                Code.NOT_FOUND,
                failure("{'source':'a','user_id':'01987a3e-5c1b-7d42-9f30-6b8a2c4d5e6f'}")
                        .code());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'email':'ann@example.com'} | source",
                "{'source':' ','email':'ann@example.com'} | source",
                "{'source':'a'} | email",
                "{'source':'a','email':'ann'} | email",
                "{'source':'a\\u0000','email':'ann@example.com'} | source",
                "{'source':'a','email':'ann@example.com','utm_id':'1'} | utm_id"
            })
    void refusesWhatIsWrong(String json, String field) {
        Failure failure = failure(json);
        assertEquals(Code.INVALID_REQUEST, failure.code());
        assertEquals(field, failure.field());
    }

    private Failure failure(String json) {
        return assertThrows(Failure.class, () -> track(json));
    }

    @Test
    void listsByPagesNewestFirstAndBySource() throws Exception {
        for (String source : List.of("a", "b", "a", "b", "a")) {
            track("{'source':'" + source + "','email':'n" + clock.millis() + "@example.com'}");
            clock.advance(Duration.ofMillis(2));
        }
        JsonObject page = call(Referrals.LIST, json("{'source':'a','limit':2}"));
        assertEquals(2, page.getJsonArray("referrals").size());
        JsonObject rest =
                call(Referrals.LIST, json("{'source':'a','limit':2}").put("cursor", page.getString("next_cursor")));
        assertEquals(1, rest.getJsonArray("referrals").size());
        assertEquals(false, rest.getBoolean("has_more"));
    }
}
