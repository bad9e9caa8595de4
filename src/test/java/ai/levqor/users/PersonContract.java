package ai.levqor.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.TestKernel;
import ai.levqor.bus.Code;
import ai.levqor.email.Email;
import ai.levqor.people.PersonalData;
import ai.levqor.referrals.Referrals;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Everything that is kept about one person: told, and forgotten; on any database. */
abstract class PersonContract extends UsersCase {
    private static final List<String> TABLES =
            List.of("users", "referrals", "referral_attributions", "emails", "email_contents", "email_attempts");

    private JsonObject ann() throws Exception {
        JsonObject ann = user("{'email':'Ann@example.com','name':'Ann Lee','meta':{'a':1}}");
        user("{'email':'joann@example.com','name':'Jo'}");
        track("{'source':'newsletter','email':'ann@example.com'}");
        call(Referrals.TRACK, id(ann).put("source", "partner"));
        track("{'source':'newsletter','email':'joann@example.com'}");
        send("{'to':'Ann Lee <ANN@example.com>','subject':'only-ann','text':'for ann'}");
        send("{'to':['ann@example.com','joann@example.com'],'subject':'both','text':'for both'}");
        send("{'to':'ann@example.com','cc':'joann@example.com','subject':'with-copy','text':'for both'}");
        send("{'to':'joann@example.com','subject':'only-joann','text':'for joann'}");
        return ann;
    }

    private void track(String json) throws Exception {
        call(Referrals.TRACK, json(json));
    }

    private void send(String json) throws Exception {
        call(Email.SEND, json(json));
    }

    private JsonArray array(JsonObject export, String part) {
        return export.getJsonObject("data").getJsonArray(part);
    }

    private static List<String> texts(JsonArray objects, String member) {
        return objects.stream()
                .map(object -> ((JsonObject) object).getString(member))
                .toList();
    }

    @Test
    void exportsWhatEveryActorKeeps() throws Exception {
        JsonObject ann = ann();
        JsonObject[] export = new JsonObject[1];
        Eventually.await("the trail has the upsert", () -> {
            export[0] = call(Users.EXPORT, id(ann));
            return texts(array(export[0], "audit"), "operation").contains("users.upsert");
        });
        JsonObject told = export[0];
        assertEquals(call(Users.GET, id(ann)), told.getJsonObject("user"));
        assertEquals(clock.instant().getEpochSecond(), told.getLong("exported_at"));
        assertEquals(List.of("newsletter", "partner"), texts(array(told, "referrals"), "source"));
        assertEquals(List.of("only-ann", "both", "with-copy"), texts(array(told, "email"), "subject"));
        assertEquals("for ann", array(told, "email").getJsonObject(0).getString("text"));
        assertFalse(told.encode().contains("joann"), "others are not told");
    }

    @Test
    void everyContributorTellsAndForgets() throws Exception {
        var nobody = new JsonObject().put("user_id", "x").put("email", "nobody@example.com");
        for (String actor : Contributors.ACTORS) {
            assertEquals(
                    new JsonArray(),
                    call(PersonalData.export(actor), nobody.copy()).getJsonArray("data"));
            assertEquals(0, call(PersonalData.forget(actor), nobody.copy()).getInteger("forgotten"));
        }
    }

    @Test
    void deletesWhatEveryActorKeepsAndNothingElse() throws Exception {
        JsonObject ann = ann();
        JsonObject deleted = call(Users.DELETE, id(ann));
        assertEquals(
                new JsonObject()
                        .put("deleted", true)
                        .put("user_id", ann.getString("id"))
                        .put(
                                "forgotten",
                                json(
                                        "{'referrals':2,'email':3,'jobs':0,'keys':0,'connectors':0,'billing':0,'auth':0}")),
                deleted);
        assertEquals(List.of("joann@example.com"), emails("{}"));
        assertEquals(Code.NOT_FOUND, failure(Users.GET, id(ann)).code());
        String left = everything();
        assertFalse(left.toLowerCase(java.util.Locale.ROOT).matches("(?s).*(?<![a-z])ann[@ ].*"), left);
        assertFalse(left.contains(ann.getString("id")), left);
        for (String kept : List.of("both", "with-copy", "only-joann", "newsletter", "Jo")) {
            assertTrue(left.contains(kept), kept + " is gone: " + left);
        }
        JsonObject again = upsert("{'email':'ann@example.com'}");
        assertTrue(again.containsKey("created"), "the address is free again");
        assertEquals(new JsonArray(), array(call(Users.EXPORT, id(again.getJsonObject("user"))), "referrals"));
    }

    private String everything() throws Exception {
        List<String> rows = new ArrayList<>();
        for (String table : TABLES) {
            var all = TestKernel.get(node().kernel().database().query(Sql.of("select * from " + table), Params.NONE));
            all.forEach(row -> rows.add(row.deepToString()));
        }
        return String.join("\n", rows);
    }

    @Test
    void deletesNothingHalfAndCanBeRepeated() throws Exception {
        JsonObject ann = ann();
        undeploy("referrals");
        assertEquals(Code.UNAVAILABLE, failure(Users.DELETE, id(ann)).code());
        assertEquals(Code.UNAVAILABLE, failure(Users.EXPORT, id(ann)).code());
        call(Users.GET, id(ann));
        deploy("referrals");
        call(Users.DELETE, id(ann));
        assertEquals(Code.NOT_FOUND, failure(Users.GET, id(ann)).code());
    }
}
