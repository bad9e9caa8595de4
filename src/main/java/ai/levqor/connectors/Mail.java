package ai.levqor.connectors;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.activation.DataHandler;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Properties;
import java.util.StringJoiner;

/** Builds mails (RFC 5322, RFC 2045): texts, an HTML alternative, attachments. */
final class Mail {
    private static final String UTF_8 = StandardCharsets.UTF_8.name();

    private Mail() {}

    /**
     * The mail that {@code mail} describes, in base64url.
     *
     * @param mail {@code {from?, to, cc?, bcc?, reply_to?, subject, text?, html?, in_reply_to?, references?,
     *     attachments?: [{filename, content_type?, content}]}}
     * @throws IllegalArgumentException that names what is wrong
     */
    static String encoded(JsonNode mail, Instant date) {
        try {
            var bytes = new ByteArrayOutputStream();
            message(mail, date).writeTo(bytes);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
        } catch (MessagingException | IOException e) {
            throw new IllegalArgumentException("do not make a mail", e);
        }
    }

    private static MimeMessage message(JsonNode mail, Instant date) throws MessagingException {
        var message = new MimeMessage(Session.getInstance(new Properties())) {
            @Override
            protected void updateMessageID() {
                // The provider gives the id; one of ours would tell this machine's name.
            }
        };
        if (mail.hasNonNull("from")) {
            message.setFrom(addresses(mail, "from")[0]);
        }
        message.setRecipients(Message.RecipientType.TO, addresses(mail, "to"));
        message.setRecipients(Message.RecipientType.CC, addresses(mail, "cc"));
        message.setRecipients(Message.RecipientType.BCC, addresses(mail, "bcc"));
        if (mail.hasNonNull("reply_to")) {
            message.setReplyTo(addresses(mail, "reply_to"));
        }
        message.setSubject(oneLine(mail, "subject"), UTF_8);
        message.setSentDate(Date.from(date));
        header(message, mail, "in_reply_to", "In-Reply-To");
        header(message, mail, "references", "References");
        content(message, mail);
        message.saveChanges();
        return message;
    }

    private static void content(MimeMessage message, JsonNode mail) throws MessagingException {
        String text = mail.path("text").asText("");
        JsonNode attachments = mail.path("attachments");
        if (!mail.hasNonNull("html") && attachments.isEmpty()) {
            message.setText(text, UTF_8);
            return;
        }
        MimeMultipart alternative = new MimeMultipart("alternative");
        if (!text.isEmpty() || !mail.hasNonNull("html")) {
            alternative.addBodyPart(part(text, "plain"));
        }
        if (mail.hasNonNull("html")) {
            alternative.addBodyPart(part(mail.path("html").asText(), "html"));
        }
        if (attachments.isEmpty()) {
            message.setContent(alternative);
            return;
        }
        var mixed = new MimeMultipart("mixed");
        var body = new MimeBodyPart();
        body.setContent(alternative);
        mixed.addBodyPart(body);
        for (JsonNode attachment : attachments) {
            mixed.addBodyPart(file(attachment));
        }
        message.setContent(mixed);
    }

    private static MimeBodyPart part(String text, String subtype) throws MessagingException {
        var part = new MimeBodyPart();
        part.setText(text, UTF_8, subtype);
        return part;
    }

    private static MimeBodyPart file(JsonNode attachment) throws MessagingException {
        byte[] content;
        try {
            content = Base64.getDecoder().decode(attachment.path("content").asText());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("need base64 as attachments' content", e);
        }
        var part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(
                new ByteArrayDataSource(content, attachment.path("content_type").asText("application/octet-stream"))));
        part.setFileName(oneLine(attachment, "filename"));
        return part;
    }

    private static void header(MimeMessage message, JsonNode mail, String name, String header)
            throws MessagingException {
        if (mail.hasNonNull(name)) {
            message.setHeader(header, oneLine(mail, name));
        }
    }

    private static InternetAddress[] addresses(JsonNode mail, String name) {
        JsonNode value = mail.path(name);
        String list;
        if (value.isArray()) {
            var joined = new StringJoiner(",");
            value.forEach(address -> joined.add(address.asText()));
            list = joined.toString();
        } else {
            list = value.asText("");
        }
        try {
            InternetAddress[] addresses = InternetAddress.parse(list, true);
            for (InternetAddress address : addresses) {
                address.setPersonal(address.getPersonal(), UTF_8); // encoded from here on (RFC 2047)
            }
            return addresses;
        } catch (AddressException | UnsupportedEncodingException e) {
            throw new IllegalArgumentException("need mail addresses as " + name, e);
        }
    }

    /** A line end could begin a header that nobody asked for. */
    private static String oneLine(JsonNode of, String name) {
        String text = of.path(name).asText("");
        if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
            throw new IllegalArgumentException("need " + name + " without line ends");
        }
        return text;
    }
}
