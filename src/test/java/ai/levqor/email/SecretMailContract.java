package ai.levqor.email;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.TestKernel;
import ai.levqor.people.PersonalData;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Mails whose content is a secret: nobody reads it here, and it is gone when the mail came to an end. */
abstract class SecretMailContract extends EmailCase {
    private static final String TOKEN = "token-Zk3bXw0m7yqU";

    private static JsonObject secret() {
        var file = new JsonObject().put("filename", "a.txt").put("content", "SGVsbG8=");
        return mail().put("text", "Sign in: " + TOKEN)
                .put("html", "<p>" + TOKEN + "</p>")
                .put("attachments", new JsonArray().add(file))
                .put("sensitive", true);
    }

    private static void hidden(JsonObject mail) {
        assertTrue(mail.getBoolean("sensitive"));
        assertNull(mail.getValue("text"));
        assertNull(mail.getValue("html"));
        assertEquals(new JsonArray(), mail.getJsonArray("attachments"));
    }

    private String stored() throws Exception {
        var all = new StringBuilder();
        TestKernel.get(node().kernel()
                        .database()
                        .query(Sql.of("select plain, html, attachments from email_contents"), Params.NONE))
                .forEach(row -> all.append(row.deepToString()));
        return all.toString();
    }

    private ScriptedSmtp smtp(String... settings) throws Exception {
        var server = new ScriptedSmtp(vertx());
        String[] all = new String[settings.length + 2];
        System.arraycopy(settings, 0, all, 2, settings.length);
        all[0] = "LEVQOR_SMTP_URL";
        all[1] = server.url();
        start(all);
        return server;
    }

    @Test
    void isShownToNobodyWhileItWaitsAndErasedWhenItWasSent() throws Exception {
        ScriptedSmtp server = smtp();
        server.answers("RCPT", "451 later");
        String id = send(secret());
        hidden(after(1, id));
        assertTrue(stored().contains(TOKEN), "the next attempt needs it");
        assertEquals(1, call(Email.FILES, new JsonObject()).getLong("attachments"));
        var ann = new JsonObject().put("user_id", "u-1").put("email", "ann@example.com");
        assertFalse(call(PersonalData.export("email"), ann).encode().contains(TOKEN));

        server.takes();
        clock.advance(Duration.ofSeconds(40));
        node().vertx().eventBus().send("email.wake", null);
        hidden(inStatus("sent", id));
        assertTrue(server.next().contains(TOKEN), "its receiver gets it whole");
        assertFalse(stored().contains(TOKEN), stored());
        assertEquals(0, call(Email.FILES, new JsonObject()).getLong("attachments"));
    }

    @Test
    void isErasedWhenItFailedOrWasCancelled() throws Exception {
        ScriptedSmtp server = smtp();
        server.answers("RCPT", "550 no");
        hidden(inStatus("failed", send(secret())));
        server.answers("RCPT", "451 later");
        String waits = send(secret());
        after(1, waits);
        call(Email.CANCEL, id(waits));
        hidden(get(waits));
        assertFalse(stored().contains(TOKEN), stored());
    }

    @Test
    void staysInTheOutboxOfDevelopmentAlone() throws Exception {
        start();
        JsonObject kept = inStatus("outbox", send(secret()));
        assertEquals("Sign in: " + TOKEN, kept.getString("text"));
        assertTrue(call(Email.LIST, new JsonObject())
                .getJsonArray("emails")
                .getJsonObject(0)
                .getBoolean("sensitive"));
        TestKernel development = nodes.removeFirst();
        development.close();
        start(
                "LEVQOR_PROFILE", "production",
                "LEVQOR_SECRET", "5d0c1f7e93a84b26bb17c0de64f2a981",
                "LEVQOR_API_KEYS", "lvq_live_bYq7s0GdV1n4kT2xJ8mR5pZ3cW6eH9uA");
        hidden(get(kept.getString("id")));
        hidden(inStatus("outbox", send(secret().put("subject", "another"))));
        assertEquals(1, stored().split("Sign in: " + TOKEN, -1).length - 1, "only that of development");
    }
}
