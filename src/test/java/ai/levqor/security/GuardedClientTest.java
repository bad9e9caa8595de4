package ai.levqor.security;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.security.GuardedClient.Policy;
import ai.levqor.security.GuardedClient.Request;
import ai.levqor.security.OutboundException.Reason;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are refused for their form, before anything is looked up. */
class GuardedClientTest {
    private static final Vertx VERTX = Vertx.vertx();

    private static final GuardedClient STRICT = new GuardedClient(
            VERTX,
            Policy.strict(),
            host -> {
                throw new UnknownHostException(host);
            },
            null);

    @AfterAll
    static void close() throws Exception {
        VERTX.close().await(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // schemes
                "file:///etc/passwd",
                "ftp://example.com/",
                "gopher://example.com:70/_x",
                "jar:http://example.com/a.jar!/",
                "javascript:alert(1)",
                "data:text/plain,x",
                "//example.com/",
                "example.com",
                "http:example.com",
                "http:/example.com",
                "http:///example.com",
                "",
                " http://example.com/",
                // user info, fragments and where parsers disagree
                "http://user@example.com/",
                "http://user:password@example.com/",
                "http://example.com@127.0.0.1/",
                "http://127.0.0.1@example.com/",
                "http://@example.com/",
                "http://example.com#@127.0.0.1/",
                "http://example.com/#fragment",
                "http://example.com\\@127.0.0.1/",
                "http:\\\\127.0.0.1\\",
                "http://example.com\t.evil.test/",
                "http://exam\nple.com/",
                "http://example.com/\r\nX-Injected: 1",
                "http://example.com/a b",
                "http://example.com%00.evil.test/",
                "http://%31%32%37.0.0.1/",
                "http://example.com;127.0.0.1/",
                "http://[::1",
                "http://[::1]x/",
                "http://[fe80::1%25eth0]/",
                "http://[fe80::1%eth0]/",
                "http://[v1.x]/",
                "http://[127.0.0.1]/",
                "http://[:::1]/",
                // hosts
                "http:///",
                "http://:80/",
                "http://./",
                "http://example..com/",
                "http://.example.com/",
                "http://example.com./",
                "http://127.0.0.1./",
                "http://-example.com/",
                "http://１２７.0.0.1/",
                "http://①②⑦.0.0.1/",
                "http://127。0。0。1/",
                "http://exämple.com/",
                // IPv4 in other forms
                "http://2130706433/",
                "http://017700000001/",
                "http://0x7f000001/",
                "http://0x7f.0.0.1/",
                "http://0X7F.1/",
                "http://0177.0.0.1/",
                "http://127.1/",
                "http://127.0.1/",
                "http://127.0.0.01/",
                "http://127.0.0.1.1/",
                "http://1.2.3.256/",
                "http://999.0.0.1/",
                "http://0/",
                "http://0x/",
                "http://4294967297/",
                "http://evil.test.127/",
                // ports
                "http://example.com:/",
                "http://example.com:0/",
                "http://example.com:22/",
                "http://example.com:25/",
                "http://example.com:6000/",
                "http://example.com:65536/",
                "http://example.com:99999999999/",
                "http://example.com:-1/",
                "http://example.com:+80/",
                "http://example.com:80a/",
                "http://example.com:80:80/",
            })
    void refusesForms(String url) {
        OutboundException refusal = failure(STRICT, get(url));

        assertEquals(Reason.INVALID_REQUEST, refusal.reason(), refusal.toString());
        assertThrows(IllegalArgumentException.class, () -> GuardedClient.check(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com",
                "http://example.com:8080/hook?token=a%20b&x=[1]",
                "HTTPS://Example.COM/",
                "https://xn--exmple-cua.com/ünïcode",
                "https://my_service.example.com/",
                "https://8.8.8.8/",
                "https://[2606:4700::1111]:8443/",
                "http://localhost:3000/",
                "https://0x7f.example.com/",
            })
    void intakeAcceptsForms(String url) {
        assertDoesNotThrow(() -> GuardedClient.check(url));
    }

    @Test
    void intakeBoundsTheLength() {
        String longest = "https://example.com/".concat("x".repeat(1024 - 20));

        assertDoesNotThrow(() -> GuardedClient.check(longest));
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> GuardedClient.check(longest + "x"));
        assertEquals("the URL is longer than 1024 characters", refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ftp://example.com/         | the URL's scheme is not http or https",
                "example.com/hook           | the URL needs a scheme: start it with https://",
                "http:example.com           | the URL has no host",
                "http://u:secret@host.test/ | the URL holds a user name or password: send a header instead",
                "http://host.test:22/       | the URL's port 22 may not be called",
                "http://127.1/ | the URL's host is an IPv4 address that is not written as four decimal numbers",
            })
    void refusalsSayWhy(String url, String message) {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> GuardedClient.check(url));

        assertEquals(message, refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host",
                "host",
                "Content-Length",
                "Transfer-Encoding",
                "Connection",
                "Upgrade",
                "TE",
                "Trailer",
                "Proxy-Authorization",
                "Keep-Alive",
                "Expect",
                "",
                "X Y",
                "X:Y",
                "X\r\nHost",
                "Größe",
            })
    void refusesHeaderNames(String name) {
        assertEquals(
                Reason.INVALID_REQUEST,
                failure(STRICT, get("http://nowhere.test/", Map.of(name, "x"))).reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-Injected: 1", "a\nb", "a\rb", "a\0b", "a\u007fb", "grün", "\u560a\u560d"})
    void refusesHeaderValuesWithoutShowingThem(String value) {
        OutboundException refusal = failure(STRICT, get("http://nowhere.test/", Map.of("X-Name", value)));

        assertEquals(Reason.INVALID_REQUEST, refusal.reason());
        assertTrue(refusal.toString().contains("the header X-Name "), refusal.toString());
        assertFalse(refusal.toString().contains(value), refusal.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "TRACE", "get", "PURGE"})
    void refusesMethods(String method) {
        Request request = new Request(HttpMethod.valueOf(method), "http://nowhere.test/", Map.of(), null, null);

        assertEquals(Reason.INVALID_REQUEST, failure(STRICT, request).reason());
    }

    @Test
    void requestsDoNotPrintTheirSecrets() {
        Request request = get("http://nowhere.test/?token=abc", Map.of("Authorization", "Bearer abc"));

        assertEquals("Request[GET]", request.toString());
    }

    @Test
    void policiesCheckTheirBounds() {
        Duration second = Duration.ofSeconds(1);

        assertThrows(IllegalArgumentException.class, () -> new Policy(false, false, Duration.ZERO, second, 1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new Policy(false, false, second, second, -1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new Policy(false, false, second, second, 1, 0, 1));
    }

    private static Request get(String url) {
        return get(url, Map.of());
    }

    private static Request get(String url, Map<String, String> headers) {
        return new Request(HttpMethod.GET, url, headers, null, Duration.ofSeconds(10));
    }

    private static OutboundException failure(GuardedClient client, Request request) {
        return assertThrows(
                OutboundException.class, () -> client.send(request).await(20, TimeUnit.SECONDS), request.url());
    }
}
