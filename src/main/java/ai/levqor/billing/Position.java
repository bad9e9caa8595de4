package ai.levqor.billing;

import ai.levqor.bus.Page;

/** A place in a list that is ordered by time and id, newest first. */
record Position(long time, String id) {
    private static final Position FIRST = new Position(Long.MAX_VALUE, "");

    /** Where the page begins. */
    static Position of(Page page) {
        if (page.after().isEmpty()) {
            return FIRST;
        }
        int space = page.after().indexOf(' ');
        try {
            return new Position(
                    Long.parseLong(page.after().substring(0, Math.max(0, space))),
                    page.after().substring(space + 1));
        } catch (NumberFormatException e) {
            throw Page.invalidCursor();
        }
    }

    String cursor() {
        return time + " " + id;
    }
}
