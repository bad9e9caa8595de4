package ai.levqor.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;

/** A key and a certificate that signs itself, in a folder; who trusts it trusts nobody else. */
record Certificates(Path key, Path certificate) {
    private static final String PASSWORD = "password";

    static Certificates in(Path folder) throws Exception {
        Path store = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "node",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=levqor",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("keytool: status " + keytool.exitValue());
        }
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        return new Certificates(
                pem(folder.resolve("node.key"), "PRIVATE KEY", encodedKey(keys)),
                pem(
                        folder.resolve("node.crt"),
                        "CERTIFICATE",
                        keys.getCertificate("node").getEncoded()));
    }

    private static byte[] encodedKey(KeyStore keys) throws GeneralSecurityException {
        return keys.getKey("node", PASSWORD.toCharArray()).getEncoded();
    }

    private static Path pem(Path file, String type, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(file, "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n");
    }

    /** The settings of a node that has it. */
    Map<String, String> settings() {
        return Map.of(
                "LEVQOR_CLUSTER_TLS_KEY",
                key.toString(),
                "LEVQOR_CLUSTER_TLS_CERTIFICATE",
                certificate.toString(),
                "LEVQOR_CLUSTER_TLS_AUTHORITY",
                certificate.toString());
    }
}
