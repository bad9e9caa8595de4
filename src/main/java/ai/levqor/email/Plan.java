package ai.levqor.email;

import ai.levqor.config.MailLimitsSettings;
import org.jspecify.annotations.Nullable;

/**
 * How many mails a key may send.
 *
 * @param name empty for the keys of the settings and the service itself, which have no limit
 * @param perMonth a calendar month (UTC); 0 is no limit
 * @param perMinute 0 is no limit
 */
record Plan(String name, int perMonth, int perMinute) {
    /** The plan of this name; an unknown one gets the smallest, which is {@code free}. */
    static Plan of(String name, MailLimitsSettings limits) {
        return switch (name) {
            case "" -> new Plan(name, 0, 0);
            case "pro" -> new Plan(name, limits.proMonth(), limits.proMinute());
            case "enterprise" -> new Plan(name, limits.enterpriseMonth(), limits.enterpriseMinute());
            default -> new Plan(name, limits.freeMonth(), limits.freeMinute());
        };
    }

    @Nullable
    String shown() {
        return name.isEmpty() ? null : name;
    }

    int limit(Period period) {
        return period == Period.MONTH ? perMonth : perMinute;
    }
}
