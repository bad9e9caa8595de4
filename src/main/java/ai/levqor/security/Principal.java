package ai.levqor.security;

import java.util.Set;

/**
 * Who calls.
 *
 * @param id a name for logs, audit and limits; never a secret
 * @param scopes what they may do: {@code *} is everything, {@code jobs:*} everything with jobs, {@code jobs:write} that
 */
public record Principal(String id, Set<String> scopes) {
    /** Who presented nothing; may do nothing that asks for a scope. */
    public static final Principal ANONYMOUS = new Principal("anonymous", Set.of());

    public Principal {
        scopes = Set.copyOf(scopes);
    }

    /** Whether the scopes include {@code scope}, of the form {@code jobs:write}. */
    public boolean may(String scope) {
        int colon = scope.indexOf(':');
        return scopes.contains("*")
                || scopes.contains(scope)
                || (colon > 0 && scopes.contains(scope.substring(0, colon) + ":*"));
    }
}
