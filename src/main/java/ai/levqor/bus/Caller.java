package ai.levqor.bus;

import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, from where, and under which request: the headers of every message.
 *
 * @param id what identifies the caller in logs and records: a key's public id, never the key
 * @param scopes what the caller may do; {@code *} is everything, {@code jobs:*} everything of the jobs
 * @param request the request's id, the same in the answer, the logs and the records
 * @param address the client's network address, empty where there is none
 * @param agent what software the client says it is, empty where it does not
 * @param plan the plan whose limits the caller has, empty for the limits of everybody
 * @param ratePerMinute requests a minute that the caller may make, 0 for what the plan says
 */
public record Caller(
        String id, Set<String> scopes, String request, String address, String agent, String plan, int ratePerMinute) {
    /** Nobody known: may call only what requires no scope. */
    public static final Caller ANONYMOUS = new Caller("anonymous", Set.of(), "", "");

    /** The service itself, for its own work. */
    public static final Caller SYSTEM = new Caller("system", Set.of("*"), "", "");

    private static final String ACCOUNT = "account:";
    private static final String ID = "caller";
    private static final String SCOPES = "scopes";
    private static final String REQUEST = "request";
    private static final String ADDRESS = "address";
    private static final String PLAN = "plan";
    private static final String RATE = "rate-per-minute";
    private static final String AGENT = "agent";

    /** The address of those who present a key on the event bus; they could claim any other. */
    private static final String BUS = "bus";

    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /** A caller without limits of its own, whose software is not known. */
    public Caller(String id, Set<String> scopes, String request, String address) {
        this(id, scopes, request, address, "", "", 0);
    }

    /** The same caller as it calls now. */
    public Caller calling(String newRequest, String newAddress, String newAgent) {
        return new Caller(id, scopes, newRequest, newAddress, newAgent, plan, ratePerMinute);
    }

    /** Whether the caller may do what {@code scope} names; null is what everybody may. */
    public boolean may(@Nullable String scope) {
        if (scope == null || scopes.contains("*") || scopes.contains(scope)) {
            return true;
        }
        int colon = scope.indexOf(':');
        return colon > 0 && scopes.contains(scope.substring(0, colon) + ":*");
    }

    /**
     * Whose things alone the caller gets to see, as the owner's id; null is everybody's. People who sign in and are no
     * admins see their own; the keys of programs see all that their scopes allow.
     */
    public @Nullable String confinedTo() {
        return id.startsWith(ACCOUNT) && !scopes.contains("*") ? id : null;
    }

    void write(MultiMap headers) {
        headers.add(ID, id).add(SCOPES, scopes.stream().sorted().collect(Collectors.joining(" ")));
        headers.add(REQUEST, request).add(ADDRESS, address);
        if (!agent.isEmpty()) {
            headers.add(AGENT, agent);
        }
        if (!plan.isEmpty()) {
            headers.add(PLAN, plan);
        }
        if (ratePerMinute != 0) {
            headers.add(RATE, Integer.toString(ratePerMinute));
        }
    }

    /** Reads the headers that another node of the cluster, which is trusted, or this one wrote. */
    static Caller read(MultiMap headers) {
        String id = headers.get(ID);
        if (id == null) {
            return ANONYMOUS;
        }
        String scopes = headers.get(SCOPES);
        String rate = headers.get(RATE);
        return new Caller(
                id,
                scopes == null || scopes.isEmpty() ? Set.of() : new TreeSet<>(Arrays.asList(scopes.split(" ", -1))),
                text(headers.get(REQUEST)),
                text(headers.get(ADDRESS)),
                text(headers.get(AGENT)),
                text(headers.get(PLAN)),
                rate == null ? 0 : Integer.parseInt(rate));
    }

    /** This caller, who proved itself by a key on the bus, under the request that the headers name. */
    Caller from(MultiMap headers) {
        return calling(text(headers.get(REQUEST)), BUS, text(headers.get(AGENT)));
    }

    private static String text(@Nullable String header) {
        return header == null ? "" : header;
    }
}
