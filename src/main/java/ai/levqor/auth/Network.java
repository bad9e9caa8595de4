package ai.levqor.auth;

import java.net.InetAddress;
import java.util.HexFormat;

/** Whom requests are counted for: an address, or the network (/64) that one client of IPv6 has all of. */
final class Network {
    private Network() {}

    static String of(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            byte[] bytes = InetAddress.ofLiteral(address).getAddress();
            return bytes.length == 4 ? address : HexFormat.of().formatHex(bytes, 0, 8) + "::/64";
        } catch (IllegalArgumentException none) {
            return address;
        }
    }
}
