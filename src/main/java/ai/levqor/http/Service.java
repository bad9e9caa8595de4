package ai.levqor.http;

/**
 * What the service says about itself.
 *
 * @param version the release, such as {@code 1.0.0}
 * @param build what tells two builds of one release apart
 * @param development whether operations for development only are served
 */
public record Service(String version, String build, boolean development) {}
