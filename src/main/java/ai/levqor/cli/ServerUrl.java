package ai.levqor.cli;

import ai.levqor.config.HttpSettings;
import ai.levqor.http.HttpVerticle;
import ai.levqor.node.Node;

/** Where a node that serves HTTP is found. */
record ServerUrl(String host, int port) {
    /** Of a node that has started: its port is the real one where the settings let it take any. */
    static ServerUrl of(Node node, HttpSettings http) {
        return new ServerUrl(
                http.host(), HttpVerticle.port(node.kernel().vertx()).orElse(http.port()));
    }

    /** As it was configured. */
    String listening() {
        return url(host);
    }

    /** As a client on this machine calls it. */
    String local() {
        return url(host.equals("0.0.0.0") ? "127.0.0.1" : host);
    }

    private String url(String name) {
        return "http://" + (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
    }
}
