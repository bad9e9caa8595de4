package ai.levqor.connectors;

import ai.levqor.bus.InputValidator;
import ai.levqor.config.ConnectorsSettings;
import ai.levqor.config.Settings;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The connectors of an installation, read from its files: for the command line, without a server. */
public final class Manifests {
    private Manifests() {}

    /**
     * What {@link Connectors#LIST} tells on a server with these settings.
     *
     * @throws IOException that names the manifest that is wrong, and where
     */
    public static JsonArray list(Settings settings, InputValidator schemas) throws IOException {
        var reader = new ManifestReader(schemas, new ConnectorUrls(settings.group("connectors.")));
        String folder = settings.section("connectors", ConnectorsSettings.class).folder();
        var listed = new JsonArray();
        try {
            Library.load(reader, folder).all().forEach(manifest -> listed.add(manifest.json()));
        } catch (UncheckedIOException e) { // a shipped one with a setting such as connectors.slack.url
            throw e.getCause();
        }
        return listed;
    }
}
