package ai.levqor.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.TestKernel;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.EntityTag;
import ai.levqor.bus.Failure;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Users, on any database. */
abstract class UsersContract extends UsersCase {
    private static final String ANN = "{'email':'ann@example.com','name':'Ann Lee','locale':'en-GB','currency':'GBP',"
            + "'meta':{'source':'landing','deep':{'a':1}}}";

    @Test
    void upsertMakesAUserAndThenKnowsIt() throws Exception {
        JsonObject made = upsert(ANN);
        JsonObject user = made.getJsonObject("user");
        assertEquals(List.of("created", "user"), List.copyOf(made.fieldNames()));
        assertEquals(true, made.getValue("created"));
        assertEquals(201, Users.UPSERT.statusOf(made));
        assertEquals(
                List.of("id", "email", "name", "locale", "currency", "meta", "created_at", "updated_at"),
                List.copyOf(user.fieldNames()));
        assertEquals(clock.instant().getEpochSecond(), user.getLong("created_at"));

        clock.advance(Duration.ofSeconds(5));
        JsonObject again = upsert(ANN);
        assertEquals(new JsonObject().put("updated", true).put("user", user), again, "the same again changes nothing");
        assertEquals(200, Users.UPSERT.statusOf(again));
        assertEquals(user, call(Users.GET, id(user)));
        assertEquals(user, call(Users.LOOKUP, json("{'email':'ANN@example.com'}")));
    }

    @Test
    void upsertKeepsWhatItIsNotGiven() throws Exception {
        JsonObject user = user(ANN);
        clock.advance(Duration.ofSeconds(5));
        assertEquals(user, user("{'email':'ann@example.com','name':null,'meta':null}"));
        JsonObject changed = user("{'email':'ann@example.com','currency':'EUR','meta':{'deep':{'b':2},'source':null}}");
        assertEquals(
                user.copy()
                        .put("currency", "EUR")
                        .put("meta", json("{'deep':{'a':1,'b':2}}"))
                        .put("updated_at", user.getLong("updated_at") + 5),
                changed);
    }

    @Test
    void anAddressIsOneUsersHoweverItIsWritten() throws Exception {
        String id = user("{'email':'Jo.Doe+x@Bücher.example'}").getString("id");
        for (String email :
                List.of("jo.doe+x@bücher.EXAMPLE", " JO.DOE+X@xn--bcher-kva.example ", "jo.doe+x@BÜCHER.example")) {
            JsonObject again = upsert("{'email':'" + email + "'}");
            assertEquals(id, again.getJsonObject("user").getString("id"), email);
            assertEquals(
                    "jo.doe+x@xn--bcher-kva.example",
                    again.getJsonObject("user").getString("email"));
        }
        assertNotEquals(id, user("{'email':'jodoe@bücher.example'}").getString("id"));
    }

    @Test
    void theDatabaseItselfHasNoTwoUsersOfOneAddress() throws Exception {
        user(ANN);
        var insert = Sql.of("""
                insert into users (id, email, meta, created_at, updated_at, active_at)
                values (#{id}, 'ANN@Example.com', '{}', 1, 1, 1)
                """);
        var id = new ai.levqor.sql.Uuid7(clock).next();
        assertThrows(
                Exception.class, () -> TestKernel.get(node().kernel().database().update(insert, Params.of("id", id))));
        assertEquals(List.of("ann@example.com"), emails("{}"));
    }

    @Test
    void fiftyConcurrentUpsertsOnTwoNodesMakeOneUserAndLoseNothing() throws Exception {
        startNode();
        List<Future<JsonObject>> answers = IntStream.range(0, 50)
                .mapToObj(i -> nodes.get(i % 2)
                        .kernel()
                        .bus()
                        .call(
                                Users.UPSERT,
                                json("{'email':'" + (i % 3 == 0 ? "ANN" : "ann") + "@example.com','meta':{'n" + i
                                        + "':1}}"),
                                Caller.SYSTEM))
                .toList();
        Set<String> ids = new java.util.HashSet<>();
        int created = 0;
        for (Future<JsonObject> answer : answers) {
            JsonObject upserted = TestKernel.get(answer);
            created += upserted.containsKey("created") ? 1 : 0;
            ids.add(upserted.getJsonObject("user").getString("id"));
        }
        assertEquals(1, created);
        assertEquals(1, ids.size());
        assertEquals(List.of("ann@example.com"), emails("{}"));
        JsonObject user = call(Users.LOOKUP, json("{'email':'ann@example.com'}"));
        assertEquals(50, user.getJsonObject("meta").size());
    }

    @Test
    void patchMergesAndNullRemoves() throws Exception {
        JsonObject user = user(ANN);
        clock.advance(Duration.ofSeconds(5));
        JsonObject patched = patch(user, "{'name':'Ann B. Lee','meta':{'source':null,'deep':{'b':[null,1]},'x':'y'}}");
        assertEquals(
                user.copy()
                        .put("name", "Ann B. Lee")
                        .put("meta", json("{'deep':{'a':1,'b':[null,1]},'x':'y'}"))
                        .put("updated_at", user.getLong("updated_at") + 5),
                patched);
        assertEquals(patched, call(Users.GET, id(user)));
        assertEquals(patched, patch(user, "{}"), "nothing given, nothing changed");
        JsonObject bare = patch(user, "{'name':null,'locale':null,'currency':null,'meta':null}");
        for (String member : List.of("name", "locale", "currency")) {
            assertTrue(bare.containsKey(member));
            assertEquals(null, bare.getValue(member));
        }
        assertEquals(new JsonObject(), bare.getJsonObject("meta"));
    }

    @Test
    void whoIsNotThereIsNotFound() {
        var missing = json("{'user_id':'01987a3e-5c1b-7d42-9f30-6b8a2c4d5e6f'}");
        for (var operation : List.of(Users.GET, Users.PATCH, Users.DELETE, Users.EXPORT)) {
            Failure failure = failure(operation, missing.copy());
            assertEquals(Code.NOT_FOUND, failure.code(), operation.name());
            assertEquals(missing, failure.details());
            assertEquals(
                    Code.NOT_FOUND, failure(operation, json("{'user_id':'x'}")).code());
        }
        Failure lookup = failure(Users.LOOKUP, json("{'email':'nobody@example.com'}"));
        assertEquals(json("{'code':'not_found'}"), lookup.json());
    }

    @Test
    void ofManyChangesToWhatWasReadOneSucceeds() throws Exception {
        JsonObject user = user(ANN);
        String tag = EntityTag.of(user);
        assertEquals(
                Code.PRECONDITION_FAILED,
                failure(Users.PATCH, id(user).put("if_match", "\"x\"")).code());
        assertEquals(
                Code.PRECONDITION_FAILED,
                failure(Users.PATCH, id(user).put("if_match", "W/" + tag)).code());
        startNode();
        List<Future<JsonObject>> answers = IntStream.range(0, 20)
                .mapToObj(i -> nodes.get(i % 2)
                        .kernel()
                        .bus()
                        .call(Users.PATCH, id(user).put("name", "N" + i).put("if_match", tag), Caller.SYSTEM))
                .toList();
        List<String> names = new ArrayList<>();
        for (Future<JsonObject> answer : answers) {
            try {
                names.add(TestKernel.get(answer).getJsonObject("user").getString("name"));
            } catch (Failure failure) {
                assertEquals(Code.PRECONDITION_FAILED, failure.code());
            }
        }
        assertEquals(1, names.size());
        JsonObject now = call(Users.GET, id(user));
        assertEquals(names.getFirst(), now.getString("name"));
        assertEquals(
                Code.PRECONDITION_FAILED,
                failure(Users.DELETE, id(user).put("if_match", tag)).code());
        patch(now, "{'name':'last','if_match':'*'}");
    }

    @Test
    void listsByPagesNewestFirst() throws Exception {
        for (String name : List.of("a", "b", "c", "d", "e")) {
            user("{'email':'" + name + "@example.com'}");
            clock.advance(Duration.ofMillis(2));
        }
        List<String> seen = new ArrayList<>();
        var input = json("{'limit':2}");
        JsonObject page;
        do {
            page = call(Users.LIST, input.copy());
            page.getJsonArray("users")
                    .forEach(user ->
                            seen.add(((JsonObject) user).getString("email").substring(0, 1)));
            input.put("cursor", page.getString("next_cursor"));
        } while (page.getBoolean("has_more"));
        assertEquals(List.of("e", "d", "c", "b", "a"), seen);
        assertEquals("cursor", failure(Users.LIST, json("{'cursor':'eA'}")).field());
    }

    @Test
    void searchesByHowAddressOrNameBegins() throws Exception {
        user("{'email':'ann@example.com','name':'Zoë Müller'}");
        user("{'email':'anna@example.com'}");
        user("{'email':'bob_x@example.com','name':'Annette 100%'}");
        assertEquals(List.of("bob_x@example.com", "anna@example.com", "ann@example.com"), emails("{'q':'ANN'}"));
        assertEquals(List.of("ann@example.com"), emails("{'q':'ann@'}"));
        assertEquals(List.of("ann@example.com"), emails("{'q':'ZOË mü'}"));
        assertEquals(List.of("ann@example.com"), emails("{'q':'zoe\u0308'}"), "however the letter is composed");
        assertEquals(List.of(), emails("{'q':'lee'}"));
        assertEquals(List.of(), emails("{'q':'bob%'}"));
        assertEquals(List.of("bob_x@example.com"), emails("{'q':'bob_'}"));
        assertEquals(
                List.of("anna@example.com"), emails("{'q':'ann','limit':2}").subList(1, 2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'email':'ann'} | email",
                "{'email':'ann@example'} | email",
                "{'email':'a b@example.com'} | email",
                "{'email':'a..b@example.com'} | email",
                "{'email':'ann@faß.de'} | email",
                "{'email':'ann@[127.0.0.1]'} | email",
                "{'email':'ann@-x.com'} | email",
                "{'email':'a@example.com','locale':'en_GB'} | locale",
                "{'email':'a@example.com','locale':'e'} | locale",
                "{'email':'a@example.com','locale':'en-toolongsubtag'} | locale",
                "{'email':'a@example.com','currency':'gbp'} | currency",
                "{'email':'a@example.com','currency':'CHF'} | currency",
                "{'email':'a@example.com','name':'  '} | name",
                "{'email':'a@example.com','name':'a\\u0000b'} | name",
                "{'email':'a@example.com','meta':[]} | meta",
                "{'email':'a@example.com','phone':'1'} | phone",
                "{'name':'Ann'} | email"
            })
    void refusesWhatIsWrong(String json, String field) {
        Failure failure = failure(Users.UPSERT, json(json));
        assertEquals(Code.INVALID_REQUEST, failure.code());
        assertEquals(field, failure.field());
    }

    @Test
    void metaIsBoundedAlsoOnceItIsMerged() throws Exception {
        JsonObject user = user("{'email':'a@example.com','meta':{'a':'" + "x".repeat(9000) + "'}}");
        Failure tooMuch = failure(Users.PATCH, id(user).mergeIn(json("{'meta':{'b':'" + "x".repeat(9000) + "'}}")));
        assertEquals("meta", tooMuch.field());
        assertEquals(user, call(Users.GET, id(user)));
        assertEquals(
                "zh-Hant-TW",
                user("{'email':'b@example.com','locale':'ZH-hant-tw'}").getString("locale"));
    }
}
