package ai.levqor.config;

import java.util.List;

/**
 * A part of the settings and the record that it becomes.
 *
 * @param path of the section, such as {@code http}; empty for the keys at the top
 * @param type whose components are exactly the keys directly under {@code path}
 */
public record Section(String path, Class<? extends Record> type) {
    /** Every section of {@code conf/levqor.yaml}; {@link Settings#load(java.util.Map)} checks all of them. */
    public static final List<Section> ALL = List.of(
            new Section("", CoreSettings.class),
            new Section("http", HttpSettings.class),
            new Section("limits", LimitsSettings.class),
            new Section("cors", CorsSettings.class),
            new Section("site", SiteSettings.class),
            new Section("database", DatabaseSettings.class),
            new Section("bus", BusSettings.class),
            new Section("jobs", JobsSettings.class),
            new Section("callbacks", CallbacksSettings.class),
            new Section("costs", CostsSettings.class),
            new Section("activity", ActivitySettings.class),
            new Section("keys", KeysSettings.class),
            new Section("auth", AuthSettings.class),
            new Section("stripe", StripeSettings.class),
            new Section("billing", BillingSettings.class),
            new Section("audit", AuditSettings.class),
            new Section("workflows", WorkflowsSettings.class),
            new Section("connectors", ConnectorsSettings.class),
            new Section("mail", MailSettings.class),
            new Section("mail-limits", MailLimitsSettings.class),
            new Section("smtp", SmtpSettings.class),
            new Section("resend", ResendSettings.class),
            new Section("ai", AiSettings.class),
            new Section("logging", LoggingSettings.class),
            new Section("sentry", SentrySettings.class),
            new Section("otel", OtelSettings.class),
            new Section("ops", OpsSettings.class),
            new Section("summary", SummarySettings.class),
            new Section("cluster", ClusterSettings.class));

    /** What the keys of this section start with. */
    String prefix() {
        return path.isEmpty() ? "" : path + ".";
    }

    /** Whether {@code key} lies directly in this section. */
    boolean holds(String key) {
        return key.startsWith(prefix()) && key.indexOf('.', prefix().length()) < 0;
    }
}
