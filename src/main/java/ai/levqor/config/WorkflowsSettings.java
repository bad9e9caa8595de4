package ai.levqor.config;

import java.time.Duration;
import java.util.List;

/**
 * Workflows: section {@code workflows}.
 *
 * @param samples whether the samples are stored at the start where they are not there yet
 * @param secrets what expressions may read as {@code $secrets.name}, each as {@code name=value}
 * @param eventRetention how long published events are kept
 */
public record WorkflowsSettings(boolean samples, List<String> secrets, Duration eventRetention) {
    public WorkflowsSettings {
        Check.section("workflows")
                .that(
                        secrets.stream().allMatch(secret -> secret.indexOf('=') > 0),
                        "secrets",
                        String.join(",", secrets),
                        "pairs, each as name=value")
                .range("event-retention", eventRetention, "1m", "90d")
                .done();
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "WorkflowsSettings[samples=" + samples + ", secrets=" + secrets.size() + ", eventRetention="
                + eventRetention + "]";
    }
}
