package ai.levqor.config;

import java.time.Duration;

/**
 * The audit trail: section {@code audit}.
 *
 * @param retention how long its rows are kept
 */
public record AuditSettings(Duration retention) {
    public AuditSettings {
        Check.section("audit").range("retention", retention, "1d", "36500d").done();
    }
}
