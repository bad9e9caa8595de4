package ai.levqor.auth;

import java.util.List;
import java.util.Locale;

/**
 * What an account may do. What editors and viewers reach is their own, or everybody's: jobs, schedules, mails, costs,
 * budgets, callbacks and stored credentials are confined to their owner ({@link ai.levqor.bus.Caller#confinedTo()}),
 * workflows and connectors are shared. A scope belongs here only if each of its operations is one or the other.
 */
enum Role {
    ADMIN(List.of("*")),
    EDITOR(List.of(
            "ai:write",
            "budgets:read",
            "callbacks:read",
            "callbacks:write",
            "connectors:call",
            "connectors:read",
            "connectors:write",
            "email:read",
            "email:write",
            "jobs:read",
            "jobs:write",
            "workflows:read",
            "workflows:write")),
    VIEWER(List.of("budgets:read", "callbacks:read", "connectors:read", "email:read", "jobs:read", "workflows:read"));

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
