package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.levqor.Eventually;
import ai.levqor.TestPorts;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.vertx.core.json.JsonObject;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** kill -9: a mail that was accepted is sent. */
class EmailKillIT {
    private static final int MAILS = 20;

    @Test
    void noAcceptedMailIsLost() throws Exception {
        Store.all(EmailKillIT::noAcceptedMailIsLost);
    }

    private static void noAcceptedMailIsLost(Store store) throws Exception {
        int port = TestPorts.free();
        Launch launch = Launch.on(store)
                .with("LEVQOR_SMTP_URL", "smtp://127.0.0.1:" + port)
                .with("LEVQOR_MAIL_FROM", "no-reply@mail.example")
                .with("LEVQOR_MAIL_BACKOFF_BASE", "1s")
                .with("LEVQOR_MAIL_BACKOFF_MAX", "1s")
                .with("LEVQOR_MAIL_TIMEOUT", "2s")
                .with("LEVQOR_MAIL_MAX_ATTEMPTS", "100");
        Set<String> accepted = new HashSet<>();
        ServerProcess server = launch.start();
        for (int i = 0; i < MAILS; i++) {
            var answer = server.client()
                    .post(
                            "/api/email",
                            new JsonObject()
                                    .put("to", "ann" + i + "@example.com")
                                    .put("subject", "mail " + i)
                                    .put("text", "Dear Ann."));
            assertEquals(202, answer.status(), answer.text());
            accepted.add("<" + answer.json().getString("id") + "@mail.example>");
        }
        server.kill(); // between the answers and the first mail that arrives: nobody listens yet
        var mails = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        try {
            mails.start();
            server = launch.start();
            Eventually.await(
                    "some were sent",
                    Duration.ofSeconds(60),
                    () -> arrived(mails).size() > 2);
            server.kill(); // while mails are being sent
            server = launch.start();
            try (ServerProcess last = server) {
                Eventually.await(
                        "all were sent\n" + last.log(),
                        Duration.ofSeconds(90),
                        () -> arrived(mails).equals(accepted));
                Eventually.await("none waits", Duration.ofSeconds(60), () -> sent(last) == MAILS);
            }
        } finally {
            mails.stop();
        }
    }

    private static int sent(ServerProcess server) throws IOException, InterruptedException {
        return Client.ok(server.client().get("/api/email/counts")).getInteger("sent");
    }

    private static Set<String> arrived(GreenMail mails) throws Exception {
        Set<String> ids = new HashSet<>();
        for (MimeMessage message : mails.getReceivedMessages()) {
            ids.add(message.getMessageID());
        }
        return ids;
    }
}
