package ai.levqor.config;

/** How many mails an API key may send by its plan, a calendar month and a minute; 0 is no limit: {@code mail-limits}. */
public record MailLimitsSettings(
        int freeMonth, int freeMinute, int proMonth, int proMinute, int enterpriseMonth, int enterpriseMinute) {
    private static final int MAX = 1_000_000_000;

    public MailLimitsSettings {
        Check.section("mail-limits")
                .range("free-month", freeMonth, 0, MAX)
                .range("free-minute", freeMinute, 0, MAX)
                .range("pro-month", proMonth, 0, MAX)
                .range("pro-minute", proMinute, 0, MAX)
                .range("enterprise-month", enterpriseMonth, 0, MAX)
                .range("enterprise-minute", enterpriseMinute, 0, MAX)
                .done();
    }
}
