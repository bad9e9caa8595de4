package ai.levqor.config;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Summaries by mail: section {@code summary}.
 *
 * @param dailyTo who gets the summary of each day; nobody: there is none
 * @param weeklyTo who gets the summary of each week
 * @param at the time of day, UTC, at which they are made
 */
public record SummarySettings(List<String> dailyTo, List<String> weeklyTo, String at) {
    private static final int MOST = 50;
    private static final String ADDRESSES = "addresses such as ops@example.com";
    private static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]");

    public SummarySettings {
        dailyTo = List.copyOf(dailyTo);
        weeklyTo = List.copyOf(weeklyTo);
        var check = Check.section("summary")
                .that(TIME.matcher(at).matches(), "at", at, "a time of day (UTC) such as 06:00")
                .range("daily-to", dailyTo.size(), 0, MOST)
                .range("weekly-to", weeklyTo.size(), 0, MOST);
        dailyTo.forEach(address -> check.that(MailSettings.isAddress(address), "daily-to", address, ADDRESSES));
        weeklyTo.forEach(address -> check.that(MailSettings.isAddress(address), "weekly-to", address, ADDRESSES));
        check.done();
    }

    /** Who gets the summaries of {@code period}: daily, else weekly. */
    public List<String> to(String period) {
        return period.equals("daily") ? dailyTo : weeklyTo;
    }

    /** When the summaries of {@code period} are made: every day, or on Mondays. */
    public String cron(String period) {
        String[] time = at.split(":", 2);
        return Integer.parseInt(time[1]) + " " + Integer.parseInt(time[0])
                + (period.equals("daily") ? " * * *" : " * * 1");
    }
}
