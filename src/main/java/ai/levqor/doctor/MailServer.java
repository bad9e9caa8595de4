package ai.levqor.doctor;

import ai.levqor.config.MailSettings;
import ai.levqor.config.ResendSettings;
import ai.levqor.config.Settings;
import ai.levqor.config.SmtpSettings;
import ai.levqor.config.SmtpUrl;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;

/** The mail server: that it greets (RFC 5321, section 3.1); nothing is sent. */
final class MailServer {
    private static final String CHECK = "smtp";
    private static final int TIMEOUT_MS = 5_000;

    private MailServer() {}

    static List<Finding> examine(Settings settings) {
        String url = settings.section("smtp", SmtpSettings.class).url();
        boolean resend = !settings.section("resend", ResendSettings.class).key().isEmpty();
        if (url.isEmpty()) {
            return List.of(Finding.ok(
                    CHECK, resend ? "mails go through Resend" : "not configured; mails stay in the outbox"));
        }
        var findings = new ArrayList<Finding>();
        if (settings.section("mail", MailSettings.class).from().isEmpty()) {
            findings.add(Finding.error(CHECK, "mail.from is empty, so no mail can be sent", "Set LEVQOR_MAIL_FROM."));
        }
        findings.add(greeting(SmtpUrl.parse(url)));
        return findings;
    }

    private static Finding greeting(SmtpUrl url) {
        String cure = "Look whether the mail server runs and whether a firewall is between, or correct LEVQOR_SMTP_URL.";
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(InetAddress.getByName(url.host()), url.port()), TIMEOUT_MS);
            plain.setSoTimeout(TIMEOUT_MS);
            try (Socket socket = url.tls() ? encrypted(plain, url) : plain;
                    var lines = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
                String line = lines.readLine();
                return line != null && line.startsWith("220")
                        ? Finding.ok(CHECK, url + " greets")
                        : Finding.error(CHECK, url + " does not greet as a mail server does", cure);
            }
        } catch (UnknownHostException e) {
            return Finding.error(CHECK, "there is no host " + url.host(), cure);
        } catch (IOException e) {
            return Finding.error(CHECK, url + " does not answer: " + e.getMessage(), cure);
        }
    }

    private static Socket encrypted(Socket plain, SmtpUrl url) throws IOException {
        return ((SSLSocketFactory) SSLSocketFactory.getDefault())
                .createSocket(plain, url.host(), url.port(), true);
    }
}
