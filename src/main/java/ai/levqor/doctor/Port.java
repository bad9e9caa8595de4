package ai.levqor.doctor;

import ai.levqor.config.HttpSettings;
import ai.levqor.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The port of HTTP: free, or Levqor's own. */
final class Port {
    private static final String CHECK = "port";

    private Port() {}

    static Finding examine(Settings settings) {
        HttpSettings http = settings.section("http", HttpSettings.class);
        String at = http.host() + ":" + http.port();
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(http.host()), http.port()));
            return Finding.ok(CHECK, at + " is free");
        } catch (UnknownHostException e) {
            return Finding.error(CHECK, "there is no host " + http.host(), "Set LEVQOR_HTTP_HOST to an address of"
                    + " this machine, or to 0.0.0.0 for all.");
        } catch (IOException e) {
            return levqor(http)
                    ? Finding.ok(CHECK, "Levqor serves on " + at)
                    : Finding.error(
                            CHECK,
                            "cannot listen on " + at + ": " + e.getMessage(),
                            "Stop what listens there, or choose another port with LEVQOR_HTTP_PORT.");
        }
    }

    private static boolean levqor(HttpSettings http) {
        String host = http.host().equals("0.0.0.0") ? "127.0.0.1" : http.host();
        String name = host.contains(":") ? "[" + host + "]" : host;
        try (var client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
            var request = HttpRequest.newBuilder(URI.create("http://" + name + ":" + http.port() + "/"))
                    .header("Accept", "application/json")
                    .timeout(Duration.ofSeconds(3))
                    .build();
            return client.send(request, BodyHandlers.ofString()).body().contains("levqor-backend");
        } catch (IOException | IllegalArgumentException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
