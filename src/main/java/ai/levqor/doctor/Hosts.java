package ai.levqor.doctor;

import ai.levqor.config.AiSettings;
import ai.levqor.config.ClusterSettings;
import ai.levqor.config.DatabaseSettings;
import ai.levqor.config.OtelSettings;
import ai.levqor.config.ResendSettings;
import ai.levqor.config.SentrySettings;
import ai.levqor.config.Settings;
import ai.levqor.config.SmtpSettings;
import ai.levqor.config.SmtpUrl;
import ai.levqor.config.StripeSettings;
import ai.levqor.sql.DatabaseUrl;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The names of all hosts that the settings have. */
final class Hosts {
    private Hosts() {}

    static List<Finding> examine(Settings settings) {
        return configured(settings).entrySet().stream()
                .map(host -> resolve(host.getKey(), host.getValue()))
                .toList();
    }

    /** Host to setting. */
    private static Map<String, String> configured(Settings settings) {
        Map<String, String> hosts = new LinkedHashMap<>();
        DatabaseUrl database = DatabaseUrl.of(
                settings.section("database", DatabaseSettings.class).url(),
                settings.core().dataDir());
        if (database instanceof DatabaseUrl.Postgres postgres) {
            hosts.put(postgres.host(), "database.url");
        }
        String smtp = settings.section("smtp", SmtpSettings.class).url();
        if (!smtp.isEmpty()) {
            hosts.put(SmtpUrl.parse(smtp).host(), "smtp.url");
        }
        var resend = settings.section("resend", ResendSettings.class);
        add(hosts, "resend.url", resend.key().isEmpty() ? "" : resend.url());
        var stripe = settings.section("stripe", StripeSettings.class);
        add(hosts, "stripe.url", stripe.configured() ? stripe.url() : "");
        // What a user set for a connector; the hosts of the manifests are not the operator's.
        new TreeMap<>(settings.group("connectors.")).forEach((name, value) -> {
            if (name.endsWith("url")) {
                add(hosts, "connectors." + name, value);
            }
        });
        add(hosts, "ai.url", settings.section("ai", AiSettings.class).url());
        add(hosts, "otel.endpoint", settings.section("otel", OtelSettings.class).endpoint());
        add(
                hosts,
                "sentry.dsn",
                settings.section("sentry", SentrySettings.class).dsn());
        var cluster = settings.section("cluster", ClusterSettings.class);
        if (cluster.enabled()) {
            cluster.members().forEach(member -> hosts.put(member.replaceFirst(":\\d+$", ""), "cluster.members"));
        }
        return hosts;
    }

    private static void add(Map<String, String> hosts, String setting, String url) {
        try {
            @Nullable String host = new URI(url).getHost();
            if (host != null) {
                hosts.put(host, setting);
            }
        } catch (URISyntaxException e) {
            // No host to look up; what reads the setting says so.
        }
    }

    private static Finding resolve(String host, String setting) {
        try {
            String name = host.replaceAll("[\\[\\]]", "");
            return Finding.ok(
                    "dns",
                    host + " (" + setting + ") is "
                            + InetAddress.getByName(name).getHostAddress());
        } catch (UnknownHostException e) {
            return Finding.error(
                    "dns",
                    "there is no host " + host + ", which " + setting + " names",
                    "Correct the setting, or the machine's name service (/etc/resolv.conf).");
        }
    }
}
