package ai.levqor.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterSecretTest {
    private static final String TEXT = "correct horse battery staple, twice over";

    @TempDir
    Path folder;

    @Test
    void derivesAsRfc5869Says() throws Exception {
        byte[] prk = hmac("levqor/1".getBytes(UTF_8), TEXT.getBytes(UTF_8));
        byte[] okm = hmac(prk, "callback:1\u0001".getBytes(UTF_8));

        assertArrayEquals(okm, MasterSecret.of(TEXT).derive("callback:1", 32));
    }

    @Test
    void derivedSecretsNeverChangeBetweenVersions() {
        assertEquals(
                "fc30fccbec57f47e11d7b47e2b827b14aeaa1f46681f85d8e5b695ff2f27d247",
                HexFormat.of().formatHex(MasterSecret.of(TEXT).derive("callback:1", 32)));
    }

    @Test
    void purposesAndSecretsAreIndependent() {
        MasterSecret secret = MasterSecret.of(TEXT);
        MasterSecret other = MasterSecret.of(TEXT + "!");

        Set<String> distinct = new ConcurrentSkipListSet<>();
        for (MasterSecret each : List.of(secret, other)) {
            for (String purpose : List.of("a", "b", "callback:1", "callback:11")) {
                distinct.add(HexFormat.of().formatHex(each.derive(purpose, 32)));
            }
        }

        assertEquals(8, distinct.size());
        assertEquals(17, secret.derive("a", 17).length);
    }

    @Test
    void callbackSecretsHaveTheStandardForm() {
        MasterSecret secret = MasterSecret.of(TEXT);

        String first = secret.callbackSecret(1);

        assertTrue(first.startsWith("whsec_"));
        assertArrayEquals(secret.derive("callback:1", 32), Base64.getDecoder().decode(first.substring(6)));
        assertNotEquals(first, secret.callbackSecret(2));
    }

    @Test
    void shortSecretsAreRefusedWithoutShowingThem() {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> MasterSecret.of("changeme-changeme"));

        assertTrue(refusal.toString().contains("at least 32"), refusal.toString());
        assertFalse(refusal.toString().contains("changeme"), refusal.toString());
    }

    @Test
    void neverPrintsItself() {
        assertEquals("MasterSecret[hidden]", MasterSecret.of(TEXT).toString());
        assertEquals("KeyHash[hidden]", new KeyHash(MasterSecret.of(TEXT)).toString());
    }

    @Test
    void isGeneratedOnceForItsOwnerOnly() throws IOException {
        Path data = folder.resolve("new/data");

        byte[] first = MasterSecret.generatedIn(data).derive("x", 32);

        assertArrayEquals(first, MasterSecret.generatedIn(data).derive("x", 32));
        assertEquals(
                PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(data.resolve("secret")));
        assertTrue(Files.readString(data.resolve("secret")).strip().length() >= 43);
        try (Stream<Path> files = Files.list(data)) {
            assertEquals(List.of(data.resolve("secret")), files.toList());
        }
    }

    @Test
    void twoFoldersHaveTwoSecrets() throws IOException {
        MasterSecret.generatedIn(folder.resolve("a"));
        MasterSecret.generatedIn(folder.resolve("b"));

        assertNotEquals(Files.readString(folder.resolve("a/secret")), Files.readString(folder.resolve("b/secret")));
    }

    @Test
    void allWhoStartAtOnceGetTheSameSecret() throws Exception {
        int starters = 16;
        CyclicBarrier start = new CyclicBarrier(starters);
        Callable<String> starter = () -> {
            start.await();
            return HexFormat.of().formatHex(MasterSecret.generatedIn(folder).derive("x", 32));
        };
        Set<String> distinct = new ConcurrentSkipListSet<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(starters)) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < starters; i++) {
                answers.add(threads.submit(starter));
            }
            for (Future<String> answer : answers) {
                distinct.add(answer.get());
            }
        }

        assertEquals(1, distinct.size());
    }

    @Test
    void aDamagedFileIsNamedInTheError() throws IOException {
        Files.writeString(folder.resolve("secret"), " \n");
        IOException empty = assertThrows(IOException.class, () -> MasterSecret.generatedIn(folder));
        Files.writeString(folder.resolve("secret"), "half");
        IOException cut = assertThrows(IOException.class, () -> MasterSecret.generatedIn(folder));

        assertTrue(empty.toString().contains(folder.resolve("secret") + " is empty"), empty.toString());
        assertTrue(cut.toString().contains(folder.resolve("secret").toString()), cut.toString());
    }

    private static byte[] hmac(byte[] key, byte[] data) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(data);
    }
}
