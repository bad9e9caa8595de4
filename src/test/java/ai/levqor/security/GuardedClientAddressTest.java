package ai.levqor.security;

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
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses that no request may reach, whether the URL holds them or its host resolves to them. */
class GuardedClientAddressTest {
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
        return new GuardedClient(VERTX, policy, GuardedClientAddressTest::resolve, null);
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
