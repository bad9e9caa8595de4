package ai.levqor.email;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Text as it may stand in a header: as it is where that is printable ASCII, else as encoded words (RFC 2047). The mail
 * client has an encoding of its own, which takes characters beyond the basic plane apart, such as emoji.
 */
final class HeaderText {
    /** Bytes of text in one encoded word, which has at most 75 characters (RFC 2047, 2). */
    private static final int WORD = 45;

    /** A line has at most 998 characters (RFC 5322, 2.1.1), its header's name included. */
    private static final int MAX_LINE = 900;

    private static final String FOLD = "\r\n ";

    private HeaderText() {}

    /** A subject. */
    static String of(String text) {
        return ascii(text) && text.length() <= MAX_LINE ? text : encoded(text);
    }

    /** Addresses with their names, one a line. */
    static String of(List<Address> addresses) {
        return addresses.stream().map(HeaderText::of).collect(Collectors.joining("," + FOLD));
    }

    /** An address with its name. */
    static String of(Address address) {
        String name = address.name();
        if (name.isEmpty()) {
            return address.address();
        }
        // Names hold neither quotes nor backslashes.
        return (ascii(name) ? '"' + name + '"' : encoded(name)) + " <" + address.address() + ">";
    }

    private static boolean ascii(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 0x7f) && !text.contains("=?");
    }

    private static String encoded(String text) {
        List<String> words = new ArrayList<>();
        var word = new StringBuilder();
        int bytes = 0;
        for (int character : text.codePoints().toArray()) {
            String next = Character.toString(character);
            int size = next.getBytes(StandardCharsets.UTF_8).length;
            if (bytes + size > WORD) {
                words.add(word(word));
                word.setLength(0);
                bytes = 0;
            }
            word.append(next);
            bytes += size;
        }
        words.add(word(word));
        return String.join(FOLD, words);
    }

    private static String word(StringBuilder text) {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(bytes) + "?=";
    }
}
