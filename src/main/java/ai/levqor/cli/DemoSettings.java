package ai.levqor.cli;

import ai.levqor.cli.demo.DemoException;
import ai.levqor.config.HttpSettings;
import ai.levqor.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;

/**
 * The settings of the demo: those of the process, but on SQLite in the data folder, with callbacks to loopback, without
 * limits of requests, and on a port that is free.
 */
record DemoSettings(Settings settings, HttpSettings http, int wantedPort) {
    static DemoSettings of(Map<String, String> env) throws IOException {
        Map<String, String> own = new HashMap<>(env);
        own.remove("LEVQOR_DATABASE_URL_FILE");
        own.put("LEVQOR_DATABASE_URL", "");
        own.put("LEVQOR_CALLBACKS_ALLOW_PRIVATE", "true");
        own.put("LEVQOR_CLUSTER_ENABLED", "false");
        // The tour follows its jobs faster than a client may ask.
        own.put("LEVQOR_LIMITS_PER_IP", "0");
        own.put("LEVQOR_LIMITS_GLOBAL", "0");
        Settings wanted = Settings.load(own);
        if (wanted.core().production()) {
            throw new DemoException(
                    "The demo is for the development profile; unset LEVQOR_PROFILE, or use `levqor run`.");
        }
        HttpSettings http = wanted.section("http", HttpSettings.class);
        own.put("LEVQOR_HTTP_PORT", Integer.toString(freePort(http.host(), http.port())));
        Settings settings = Settings.load(own);
        return new DemoSettings(settings, settings.section("http", HttpSettings.class), http.port());
    }

    /** Where a client on this machine finds the server. */
    String url() {
        return new ServerUrl(http.host(), http.port()).local();
    }

    boolean portTaken() {
        return wantedPort != 0 && wantedPort != http.port();
    }

    private static int freePort(String host, int wanted) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, wanted));
            return socket.getLocalPort();
        } catch (IOException taken) {
            try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getByName(host))) {
                return any.getLocalPort();
            }
        }
    }
}
