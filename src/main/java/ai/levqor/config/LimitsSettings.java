package ai.levqor.config;

/** How many requests a minute HTTP takes; 0 is no limit: section {@code limits}. */
public record LimitsSettings(int perIp, int global, int planFree, int planPro, int planEnterprise, int perAccount) {
    private static final int MAX = 100_000_000;

    public LimitsSettings {
        Check.section("limits")
                .range("per-ip", perIp, 0, MAX)
                .range("global", global, 0, MAX)
                .range("plan-free", planFree, 0, MAX)
                .range("plan-pro", planPro, 0, MAX)
                .range("plan-enterprise", planEnterprise, 0, MAX)
                .range("per-account", perAccount, 0, MAX)
                .done();
    }

    /** Requests a minute of a key of this plan; 0 is none. An unknown plan gets the smallest, which is {@code free}. */
    public int ofPlan(String plan) {
        return switch (plan) {
            case "pro" -> planPro;
            case "enterprise" -> planEnterprise;
            default -> planFree;
        };
    }
}
