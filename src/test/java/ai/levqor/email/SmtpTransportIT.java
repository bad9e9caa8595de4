package ai.levqor.email;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.sql.DatabaseUrl;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PfxOptions;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real mail server gets. */
class SmtpTransportIT extends EmailCase {
    @TempDir
    static Path keys;

    private static PfxOptions trust = new PfxOptions();

    private GreenMail server = new GreenMail();

    @Override
    DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }

    /** The server's own certificate is for no host. */
    @BeforeAll
    static void certificate() throws Exception {
        String file = keys.resolve("keys.p12").toString();
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        file,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-alias",
                        "mail",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost")
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, keytool.waitFor(), said);
        System.setProperty("greenmail.tls.keystore.file", file);
        System.setProperty("greenmail.tls.keystore.password", "changeit");
        trust = new PfxOptions().setPath(file).setPassword("changeit");
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private int listen(String protocol) {
        server = new GreenMail(new ServerSetup(0, "127.0.0.1", protocol).dynamicPort());
        server.start();
        return protocol.equals(ServerSetup.PROTOCOL_SMTPS)
                ? server.getSmtps().getPort()
                : server.getSmtp().getPort();
    }

    @Test
    void aWholeMailArrivesAsItWasGiven() throws Exception {
        start("LEVQOR_SMTP_URL", "smtp://127.0.0.1:" + listen(ServerSetup.PROTOCOL_SMTP));
        byte[] file = new byte[70_000];
        for (int i = 0; i < file.length; i++) {
            file[i] = (byte) (i * 31);
        }
        String text = "Grüße 😀 an alle.\n.\nEine Zeile mit einem Punkt davor: " + "x".repeat(1_200) + "\n€";
        String id = send(new JsonObject()
                .put("to", strings("Ännchen 😀 <ann@example.com>", "bob@example.com"))
                .put("cc", "carol@example.com")
                .put("bcc", "dan@example.com")
                .put("reply_to", "sales@example.com")
                .put("subject", "Grüße 😀 " + "und mehr ".repeat(20))
                .put("text", text)
                .put("html", "<p>Grüße</p>")
                .put(
                        "attachments",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("filename", "übersicht.bin")
                                        .put("content", Base64.getEncoder().encodeToString(file)))));

        JsonObject sent = inStatus("sent", id);

        MimeMessage[] received = server.getReceivedMessages();
        assertEquals(4, received.length, "each recipient gets one");
        MimeMessage message = received[0];
        assertEquals(sent.getString("message_id"), message.getMessageID());
        assertEquals(
                "Grüße 😀 " + "und mehr ".repeat(20).strip(),
                message.getSubject().strip());
        assertEquals("Lévqor <no-reply@mail.example>", decoded(message.getFrom()[0].toString()));
        assertEquals(2, message.getRecipients(RecipientType.TO).length);
        assertEquals("Ännchen 😀 <ann@example.com>", decoded(message.getRecipients(RecipientType.TO)[0].toString()));
        assertEquals("carol@example.com", message.getRecipients(RecipientType.CC)[0].toString());
        assertNull(message.getRecipients(RecipientType.BCC), "nobody sees who got a blind copy");
        assertEquals("sales@example.com", message.getReplyTo()[0].toString());
        var mixed = (MimeMultipart) message.getContent();
        var alternative = (MimeMultipart) mixed.getBodyPart(0).getContent();
        assertEquals(text, lines(alternative.getBodyPart(0).getContent()));
        assertEquals("<p>Grüße</p>", lines(alternative.getBodyPart(1).getContent()));
        Part attachment = mixed.getBodyPart(1);
        assertEquals("übersicht.bin", decoded(attachment.getFileName()));
        assertArrayEquals(file, attachment.getInputStream().readAllBytes());
        Set<String> all =
                Stream.of(server.getReceivedMessages()).map(SmtpTransportIT::id).collect(Collectors.toSet());
        assertEquals(1, all.size());
    }

    @Test
    void aTextOfManyLinesArrives() throws Exception {
        start("LEVQOR_SMTP_URL", "smtp://127.0.0.1:" + listen(ServerSetup.PROTOCOL_SMTP));
        String text = "abc\n".repeat(60_000).strip();

        inStatus("sent", send(mail().put("text", text)));

        assertEquals(text, lines(server.getReceivedMessages()[0].getContent()));
    }

    @Test
    void aMailWithoutCopiesHasNoHeaderOfThem() throws Exception {
        start("LEVQOR_SMTP_URL", "smtp://127.0.0.1:" + listen(ServerSetup.PROTOCOL_SMTP));

        inStatus("sent", send(mail()));

        MimeMessage message = server.getReceivedMessages()[0];
        assertNull(message.getHeader("Cc"), "a list of addresses has one at least");
        assertNull(message.getHeader("Bcc"));
        assertEquals(1, message.getHeader("To").length);
    }

    @Test
    void signsInAndEncrypts() throws Exception {
        int port = listen(ServerSetup.PROTOCOL_SMTPS);
        server.setUser("ann@example.com", "us er", "p@ss:w/ord");
        start(trust, "LEVQOR_SMTP_URL", "smtps://us%20er:p%40ss%3Aw%2Ford@localhost:" + port);

        inStatus("sent", send(mail()));

        assertEquals("Hello", server.getReceivedMessages()[0].getSubject());
    }

    @Test
    void aCertificateThatNobodyTrustsIsRefused() throws Exception {
        start("LEVQOR_SMTP_URL", "smtps://localhost:" + listen(ServerSetup.PROTOCOL_SMTPS));

        JsonObject mail = after(1, send(mail()));

        assertEquals("queued", mail.getString("status"));
        assertEquals(0, server.getReceivedMessages().length);
    }

    @Test
    void aWrongPasswordIsNotTheMailsFault() throws Exception {
        int port = listen(ServerSetup.PROTOCOL_SMTPS);
        server.setUser("ann@example.com", "ann", "right");
        start(trust, "LEVQOR_SMTP_URL", "smtps://ann:wrong-secret@localhost:" + port);

        JsonObject mail = after(1, send(mail()));

        assertEquals("queued", mail.getString("status"));
        assertTrue(mail.getString("error").contains("535"), mail.getString("error"));
        assertTrue(!mail.encode().contains("wrong-secret"));
    }

    @Test
    void aPasswordNeverTravelsInClear() throws Exception {
        var plain = new ScriptedSmtp(vertx());
        String port = plain.url().substring(plain.url().lastIndexOf(':') + 1);
        start("LEVQOR_SMTP_URL", "smtp://ann:secret@127.0.0.1:" + port + "?starttls=required");

        JsonObject mail = after(1, send(mail()));

        assertTrue(mail.getString("error").contains("STARTTLS"), mail.getString("error"));
        assertTrue(plain.commands().stream().noneMatch(command -> command.startsWith("AUTH")), "signed in");
    }

    private static String id(MimeMessage message) {
        try {
            return message.getMessageID();
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String decoded(String header) throws Exception {
        return jakarta.mail.internet.MimeUtility.decodeText(header);
    }

    private static String lines(Object content) {
        return content.toString().replace("\r\n", "\n").stripTrailing();
    }
}
