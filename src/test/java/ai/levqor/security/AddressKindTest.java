package ai.levqor.security;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ranges' edges; what is refused as a whole stands in {@link GuardedClientTest}. */
class AddressKindTest {
    @ParameterizedTest
    @CsvSource({
        "1.0.0.0, PUBLIC",
        "9.255.255.255, PUBLIC",
        "10.0.0.0, PRIVATE",
        "10.255.255.255, PRIVATE",
        "11.0.0.0, PUBLIC",
        "100.63.255.255, PUBLIC",
        "100.64.0.0, PRIVATE",
        "100.100.100.200, METADATA",
        "100.127.255.255, PRIVATE",
        "100.128.0.0, PUBLIC",
        "126.255.255.255, PUBLIC",
        "128.0.0.0, PUBLIC",
        "169.253.255.255, PUBLIC",
        "169.254.0.0, LINK_LOCAL",
        "169.255.0.0, PUBLIC",
        "172.15.255.255, PUBLIC",
        "172.16.0.0, PRIVATE",
        "172.31.255.255, PRIVATE",
        "172.32.0.0, PUBLIC",
        "192.0.1.0, PUBLIC",
        "192.167.255.255, PUBLIC",
        "192.169.0.0, PUBLIC",
        "198.17.255.255, PUBLIC",
        "198.20.0.0, PUBLIC",
        "223.255.255.255, PUBLIC",
        "224.0.0.0, MULTICAST",
        "239.255.255.255, MULTICAST",
        "240.0.0.0, RESERVED",
        "255.255.255.255, BROADCAST",
        "::, RESERVED",
        "::1, LOOPBACK",
        "::2, TRANSITION",
        "::ffff:8.8.8.8, PUBLIC",
        "::ffff:10.0.0.1, PRIVATE",
        "64:ff9b::8.8.8.8, PUBLIC",
        "64:ff9b::10.0.0.1, TRANSITION",
        "64:ff9b::100.100.100.200, TRANSITION",
        "1fff:ffff::1, RESERVED",
        "2000::1, PUBLIC",
        "2001::1, TRANSITION",
        "2001:1ff::1, RESERVED",
        "2001:200::1, PUBLIC",
        "2001:4860:4860::8888, PUBLIC",
        "2001:db7:ffff::1, PUBLIC",
        "2001:db8::1, DOCUMENTATION",
        "2001:db9::1, PUBLIC",
        "2002::1, TRANSITION",
        "2003::1, PUBLIC",
        "3ffe::1, PUBLIC",
        "3fff:fff::1, DOCUMENTATION",
        "3fff:1000::1, PUBLIC",
        "4000::1, RESERVED",
        "fbff::1, RESERVED",
        "fc00::1, PRIVATE",
        "fdff::1, PRIVATE",
        "fe00::1, RESERVED",
        "fe80::1, LINK_LOCAL",
        "febf::1, LINK_LOCAL",
        "fec0::1, PRIVATE",
        "ff00::1, MULTICAST",
    })
    void ofAddresses(String address, AddressKind kind) {
        assertEquals(kind, AddressKind.of(InetAddress.ofLiteral(address)));
    }

    @Test
    void aMappedAddressInSixteenBytesIsItsIpv4Address() throws UnknownHostException {
        byte[] bytes = new byte[16];
        bytes[10] = bytes[11] = (byte) 0xff;
        bytes[12] = 127;
        bytes[15] = 1;
        InetAddress mapped = Inet6Address.getByAddress("public.test", bytes, 0);

        assertEquals(AddressKind.LOOPBACK, AddressKind.of(mapped));
        assertEquals("127.0.0.1", AddressKind.plain(mapped).getHostAddress());
    }
}
