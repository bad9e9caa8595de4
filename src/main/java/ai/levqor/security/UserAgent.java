package ai.levqor.security;

/** What programs say they are, in the header User-Agent. */
public final class UserAgent {
    private UserAgent() {}

    /**
     * Whether both name the same program on the same system, whatever their versions: an update changes numbers only.
     * Where one of them was cut, its part counts.
     *
     * @param cut how long a text is that was cut
     */
    public static boolean sameProgram(String one, String other, int cut) {
        int i = 0;
        int j = 0;
        while (true) {
            i = next(one, i);
            j = next(other, j);
            if (i == one.length() || j == other.length()) {
                return (i == one.length() && (j == other.length() || i >= cut)) || (j == other.length() && j >= cut);
            }
            if (one.charAt(i++) != other.charAt(j++)) {
                return false;
            }
        }
    }

    /** The place of the next character that belongs to no number. */
    private static int next(String text, int from) {
        int i = from;
        while (i < text.length()
                && (Character.isDigit(text.charAt(i)) || text.charAt(i) == '.' || text.charAt(i) == '_')) {
            i++;
        }
        return i;
    }
}
