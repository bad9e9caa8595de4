package ai.levqor.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Which server a command asks, and with which key; a mixin of the commands that need a server that runs. */
@Command // or picocli would not look into it
final class ServerOptions {
    @Option(
            names = "--url",
            scope = ScopeType.INHERIT,
            description = "The server, such as http://127.0.0.1:8080."
                    + " Default: the one that these settings describe (http.host, http.port).")
    private @Nullable String url;

    @Option(
            names = "--key",
            scope = ScopeType.INHERIT,
            description = "The API key. Default: the first of api-keys, or the development key in the data folder.")
    private @Nullable String key;

    /** The server; nothing is sent yet. */
    Remote server(CommandContext command) throws IOException {
        return Remote.of(command.cli().settings(), url, key);
    }
}
