package ai.levqor.security;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * What an IP address is for, by IANA's registries of special-purpose addresses (RFC 6890) and the clouds' metadata
 * addresses.
 */
enum AddressKind {
    PUBLIC("public"),
    LOOPBACK("a loopback address"),
    PRIVATE("a private address (RFC 1918, RFC 4193, RFC 6598)"),
    LINK_LOCAL("a link-local address"),
    METADATA("a cloud's metadata address"),
    MULTICAST("a multicast address"),
    BROADCAST("the broadcast address"),
    DOCUMENTATION("an address for documentation or benchmarks"),
    TRANSITION("an IPv6 address that wraps an IPv4 address"),
    RESERVED("a reserved address");

    // The first range that holds an address decides: the narrow ones come before the wide ones.
    private static final List<Range> IPV4 = List.of(
            range("127.0.0.0", 8, LOOPBACK),
            range("100.100.100.200", 32, METADATA), // Alibaba Cloud
            range("168.63.129.16", 32, METADATA), // Azure
            range("10.0.0.0", 8, PRIVATE),
            range("172.16.0.0", 12, PRIVATE),
            range("192.168.0.0", 16, PRIVATE),
            range("100.64.0.0", 10, PRIVATE),
            range("169.254.0.0", 16, LINK_LOCAL), // 169.254.169.254 is the metadata address of most clouds
            range("192.0.2.0", 24, DOCUMENTATION),
            range("198.51.100.0", 24, DOCUMENTATION),
            range("203.0.113.0", 24, DOCUMENTATION),
            range("198.18.0.0", 15, DOCUMENTATION),
            range("0.0.0.0", 8, RESERVED),
            range("192.0.0.0", 24, RESERVED),
            range("192.88.99.0", 24, RESERVED),
            range("224.0.0.0", 4, MULTICAST),
            range("255.255.255.255", 32, BROADCAST),
            range("240.0.0.0", 4, RESERVED));

    private static final List<Range> IPV6 = List.of(
            range("::1", 128, LOOPBACK),
            range("::", 128, RESERVED),
            range("::", 96, TRANSITION), // IPv4-compatible
            range("::ffff:0:0:0", 96, TRANSITION), // IPv4-translated
            range("64:ff9b:1::", 48, TRANSITION), // local NAT64
            range("2002::", 16, TRANSITION), // 6to4
            range("2001::", 32, TRANSITION), // Teredo
            range("2001:db8::", 32, DOCUMENTATION),
            range("3fff::", 20, DOCUMENTATION),
            range("2001:2::", 48, DOCUMENTATION),
            range("2001::", 23, RESERVED),
            range("fd00:ec2::254", 128, METADATA), // AWS
            range("fd20:ce::254", 128, METADATA), // Google Cloud
            range("fc00::", 7, PRIVATE),
            range("fec0::", 10, PRIVATE), // site-local, the former private range
            range("fe80::", 10, LINK_LOCAL),
            range("ff00::", 8, MULTICAST),
            range("2000::", 3, PUBLIC),
            range("::", 0, RESERVED));

    private static final Range NAT64 = range("64:ff9b::", 96, TRANSITION);

    private final String description;

    AddressKind(String description) {
        this.description = description;
    }

    /** The kind in words, as in "leads to …". */
    String description() {
        return description;
    }

    /** The kind of {@code address}; an IPv4-mapped address is the IPv4 address that it maps. */
    static AddressKind of(InetAddress address) {
        byte[] bytes = plain(address).getAddress();
        if (bytes.length == 4) {
            return first(IPV4, bytes);
        }
        if (NAT64.holds(bytes)) {
            // How a network without IPv4 reaches public IPv4 hosts; anything else behind it is the translator's own.
            return first(IPV4, Arrays.copyOfRange(bytes, 12, 16)) == PUBLIC ? PUBLIC : TRANSITION;
        }
        return first(IPV6, bytes);
    }

    /** The same address without a name or a zone, and IPv4 when it is IPv4-mapped. */
    static InetAddress plain(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    private static AddressKind first(List<Range> ranges, byte[] address) {
        for (Range range : ranges) {
            if (range.holds(address)) {
                return range.kind;
            }
        }
        return PUBLIC;
    }

    private static Range range(String prefix, int bits, AddressKind kind) {
        return new Range(InetAddress.ofLiteral(prefix).getAddress(), bits, kind);
    }

    /** The addresses whose first {@code bits} bits are those of {@code prefix}. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Range(byte[] prefix, int bits, AddressKind kind) {
        boolean holds(byte[] address) {
            for (int bit = 0; bit < bits; bit += 8) {
                int mask = bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit)) & 0xff;
                if (((prefix[bit / 8] ^ address[bit / 8]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
