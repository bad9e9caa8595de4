package ai.levqor.config;

import java.net.InetAddress;

/**
 * A range of addresses such as {@code 10.0.0.0/8} or {@code 2001:db8::/32}; a single address is its own range.
 *
 * @param network the address that all of them share the first {@code prefix} bits with
 */
public record Cidr(InetAddress network, int prefix) {
    /** Refuses a prefix that the family of {@code network} does not have. */
    public Cidr {
        if (prefix < 0 || prefix > 8 * network.getAddress().length) {
            throw new IllegalArgumentException("no prefix /" + prefix);
        }
    }

    /**
     * Reads {@code text}; host names are not looked up.
     *
     * @throws IllegalArgumentException when it is not a range
     */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        InetAddress network = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
        int prefix = slash < 0 ? 8 * network.getAddress().length : Integer.parseInt(text.substring(slash + 1));
        return new Cidr(network, prefix);
    }

    /** Whether {@code address} lies in the range. */
    public boolean contains(InetAddress address) {
        byte[] mine = network.getAddress();
        byte[] theirs = address.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit += 8) {
            int mask = bit + 8 <= prefix ? 0xff : 0xff << (8 - prefix % 8);
            if (((mine[bit / 8] ^ theirs[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
