package ai.levqor.http;

/**
 * What the service says about itself.
 *
 * @param version the release, such as {@code 1.0.0}
 * @param build what tells two builds of one release apart
 * @param development whether operations for development only are served
 * @param monitoring its readiness and metrics
 */
public record Service(String version, String build, boolean development, Monitoring monitoring) {
    /** A service that is always ready. */
    public Service(String version, String build, boolean development) {
        this(version, build, development, Monitoring.alwaysReady());
    }
}
