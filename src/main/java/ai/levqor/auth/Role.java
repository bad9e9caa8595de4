package ai.levqor.auth;

import java.util.List;
import java.util.Locale;

/** What an account may do. */
enum Role {
    ADMIN(List.of("*")),
    EDITOR(List.of(
            "connectors:call",
            "connectors:read",
            "connectors:write",
            "costs:read",
            "email:read",
            "email:write",
            "jobs:read",
            "jobs:write",
            "workflows:read",
            "workflows:write")),
    VIEWER(List.of("connectors:read", "costs:read", "email:read", "jobs:read", "workflows:read"));

    @SuppressWarnings("ImmutableEnumChecker") // a list that does not change
    private final List<String> scopes;

    Role(List<String> scopes) {
        this.scopes = scopes;
    }

    List<String> scopes() {
        return scopes;
    }

    /** The role as the wire and the table have it. */
    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Role of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
