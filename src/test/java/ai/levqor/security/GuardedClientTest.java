package ai.levqor.security;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.security.GuardedClient.Policy;
import ai.levqor.security.GuardedClient.Request;
import ai.levqor.security.OutboundException.Reason;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that must never reach the network. */
class GuardedClientTest {
    private static final Vertx VERTX = Vertx.vertx();

    /** What the names of these tests resolve to; every other name is unknown. */
    private static final Map<String, List<String>> NAMES = Map.of(
            "localhost", List.of("127.0.0.1", "::1"),
            "loopback.test", List.of("127.0.0.1"),
            "private.test", List.of("10.1.2.3"),
            "metadata.test", List.of("169.254.169.254"),
            "mixed.test", List.of("93.184.215.14", "192.168.0.10"),
            "mixed6.test", List.of("93.184.215.14", "fd00::1"),
            "mapped.test", List.of("::ffff:10.0.0.1"),
            "nat64.test", List.of("64:ff9b::a00:1"));

    private static final GuardedClient STRICT = client(Policy.strict());

    private static GuardedClient client(Policy policy) {
        return new GuardedClient(VERTX, policy, GuardedClientTest::resolve, null);
    }

    private static List<InetAddress> resolve(String host) throws UnknownHostException {
        if (!NAMES.containsKey(host)) {
            throw new UnknownHostException(host);
        }
        return NAMES.getOrDefault(host, List.of()).stream()
                .map(InetAddress::ofLiteral)
                .toList();
    }

    @AfterAll
    static void close() throws Exception {
        VERTX.close().await(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // loopback
                "http://127.0.0.1/",
                "http://127.0.0.1:8080/admin",
                "https://127.255.255.254/",
                "http://[::1]/",
                "http://[0:0:0:0:0:0:0:1]:8080/",
                "http://localhost/",
                "http://LOCALHOST:9000/",
                "http://loopback.test/",
                // private
                "http://10.0.0.1/",
                "http://172.16.0.1/",
                "http://172.31.255.255/",
                "http://192.168.1.1/",
                "http://100.64.0.1/",
                "http://100.127.255.255/",
                "http://[fc00::1]/",
                "http://[fdff:ffff::1]/",
                "http://[fec0::1]/",
                "http://private.test/",
                // link-local and metadata
                "http://169.254.169.254/latest/meta-data/",
                "http://169.254.0.1/",
                "http://168.63.129.16/machine",
                "http://100.100.100.200/latest/meta-data/",
                "http://[fe80::1]/",
                "http://[fd00:ec2::254]/latest/meta-data/",
                "http://[fd20:ce::254]/",
                "http://metadata.test/",
                // this network, broadcast, multicast, reserved, documentation, benchmarks
                "http://0.0.0.0/",
                "http://0.1.2.3/",
                "http://255.255.255.255/",
                "http://240.0.0.1/",
                "http://224.0.0.1/",
                "http://239.255.255.255/",
                "http://192.0.0.8/",
                "http://192.0.2.1/",
                "http://198.51.100.7/",
                "http://203.0.113.9/",
                "http://198.18.0.1/",
                "http://198.19.255.255/",
                "http://192.88.99.1/",
                "http://[::]/",
                "http://[ff02::1]/",
                "http://[2001:db8::1]/",
                "http://[3fff::1]/",
                "http://[2001:2::1]/",
                "http://[100::1]/",
                "http://[4000::1]/",
                "http://[5f00::1]/",
                // IPv4 in IPv6
                "http://[::ffff:127.0.0.1]/",
                "http://[::ffff:7f00:1]/",
                "http://[::ffff:169.254.169.254]/",
                "http://[::ffff:a00:1]/",
                "http://[::127.0.0.1]/",
                "http://[::8.8.8.8]/",
                "http://[::ffff:0:127.0.0.1]/",
                "http://[64:ff9b::127.0.0.1]/",
                "http://[64:ff9b::a9fe:a9fe]/",
                "http://[64:ff9b::10.0.0.1]/",
                "http://[64:ff9b:1::1.1.1.1]/",
                "http://[2002:7f00:1::]/",
                "http://[2002:808:808::1]/",
                "http://[2001:0:53aa:64c::1]/",
                "http://mapped.test/",
                "http://nat64.test/",
                // one bad address among good ones
                "http://mixed.test/",
                "http://mixed6.test/",
            })
    void refusesAddresses(String url) {
        OutboundException refusal = failure(STRICT, get(url));

        assertInstanceOf(OutboundException.Refused.class, refusal);
        assertEquals(Reason.FORBIDDEN_ADDRESS, refusal.reason(), refusal.toString());
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

    @Test
    void refusalsNameTheRuleAndNotTheAddress() {
        String message = failure(STRICT, get("http://private.test/?token=abc")).toString();

        assertTrue(
                message.endsWith("the host private.test leads to a private address (RFC 1918, RFC 4193, RFC 6598),"
                        + " which may not be called"),
                message);
        assertFalse(message.contains("10.1.2.3"), message);
        assertFalse(message.contains("abc"), message);
    }

    @Test
    void unknownHostsAreUnreachable() {
        OutboundException failure = failure(STRICT, get("http://nowhere.test/"));

        assertInstanceOf(OutboundException.Unreachable.class, failure);
        assertEquals(Reason.UNKNOWN_HOST, failure.reason());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/",
                "http://[fd00:ec2::254]/",
                "http://100.100.100.200/",
                "http://0.0.0.0/",
                "http://[fe80::1]/",
                "http://224.0.0.1/",
                "http://[64:ff9b::127.0.0.1]/",
                "http://[::127.0.0.1]/",
                "http://metadata.test/",
            })
    void noPolicyAllowsTheseAddresses(String url) {
        GuardedClient lenient = client(Policy.strict().allowing(true, true));

        assertEquals(Reason.FORBIDDEN_ADDRESS, failure(lenient, get(url)).reason());
    }

    @Test
    void loopbackAndPrivateAreSeparateExceptions() {
        GuardedClient loopbackOnly = client(Policy.strict().allowing(true, false));
        GuardedClient privateOnly = client(Policy.strict().allowing(false, true));

        assertEquals(
                Reason.FORBIDDEN_ADDRESS,
                failure(loopbackOnly, get("http://10.0.0.1/")).reason());
        assertEquals(
                Reason.FORBIDDEN_ADDRESS,
                failure(privateOnly, get("http://127.0.0.1/")).reason());
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
