package ai.levqor.connectors;

import ai.levqor.bus.Caller;

/**
 * Who asks for stored credentials.
 *
 * @param admin whether all credentials are as good as the holder's own
 */
record Holder(String id, boolean admin) {
    private static final String ADMIN = "connectors:admin";

    static Holder of(Caller caller) {
        return new Holder(caller.id(), caller.may(ADMIN));
    }
}
