package ai.levqor.connectors;

import java.util.Map;

/**
 * What the settings say about single connectors: {@code connectors.<name>.url} and others, in place of what the manifest
 * says.
 *
 * @param settings by key without {@code connectors.}, such as {@code slack.url}
 */
record ConnectorUrls(Map<String, String> settings) {
    ConnectorUrls {
        settings = Map.copyOf(settings);
    }

    /** The base URL, without a slash at its end. */
    String base(String connector, String manifest) {
        String url = setting(connector, "url", manifest);
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    String version(String connector, String manifest) {
        return setting(connector, "version", manifest);
    }

    String setting(String connector, String name, String manifest) {
        String set = settings.getOrDefault(connector + "." + name, "");
        return set.isEmpty() ? manifest : set;
    }

    /** Without the values: clients' secrets are among them. */
    @Override
    public String toString() {
        return "ConnectorUrls" + settings.keySet();
    }
}
