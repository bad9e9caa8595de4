package ai.levqor.config;

import java.time.Duration;

/**
 * What operators see: section {@code ops}.
 *
 * @param heartbeatInterval between two signs of life of a node
 * @param uptimeRetention how long it is known which nodes ran
 * @param openMetrics whether everybody may read the metrics
 * @param upkeepInterval between two portions of the database's upkeep
 * @param longTransaction the age at which a transaction on PostgreSQL is reported
 */
public record OpsSettings(Duration heartbeatInterval, Duration uptimeRetention, boolean openMetrics, Duration upkeepInterval, Duration longTransaction) {
    public OpsSettings {
        Check.section("ops")
                .range("heartbeat-interval", heartbeatInterval, "100ms", "5m")
                .range("uptime-retention", uptimeRetention, "7d", "3650d")
                .range("upkeep-interval", upkeepInterval, "1s", "1d")
                .range("long-transaction", longTransaction, "1s", "1d")
                .done();
    }
}
