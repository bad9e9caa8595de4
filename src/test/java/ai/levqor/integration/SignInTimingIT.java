package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.integration.Client.Answer;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whether somebody has an account cannot be told by how long an answer takes, nor the one after it. Requests for all kinds
 * of addresses follow each other in random order, so that whatever else the machine does slows all of them, and are
 * compared by rank (Mann-Whitney): how often one for an account took longer than one for none. Half the time is no
 * difference; chance strays from it by more than {@link #BOUND} once in ten thousand runs.
 */
class SignInTimingIT {
    private static final int ADDRESSES = 10;
    private static final int WARM_UP = 40;
    private static final int REQUESTS = 1000;
    private static final int BLOCK = 100;
    private static final double BOUND = 0.13;

    @SuppressWarnings("NullAway.Init")
    private static ServerProcess server;

    @SuppressWarnings("NullAway.Init")
    private static Client nobody;

    /** Whose address it is. */
    private enum Kind {
        KNOWN,
        UNKNOWN,
        DISABLED,
        /** The control: an address that is none is refused before anything is stored. */
        MALFORMED
    }

    @BeforeAll
    static void start() throws Exception {
        server = Launch.on(Store.SQLITE)
                .with(Map.of(
                        "LEVQOR_AUTH_SIGN_UP",
                        "invited",
                        "LEVQOR_AUTH_MAIL_SPREAD",
                        "1s",
                        "LEVQOR_AUTH_LINKS_PER_EMAIL",
                        "1000",
                        "LEVQOR_AUTH_LINKS_PER_ADDRESS",
                        "1000000"))
                .start();
        nobody = server.client().as("");
        for (Kind kind : List.of(Kind.KNOWN, Kind.DISABLED)) {
            for (int i = 0; i < ADDRESSES; i++) {
                JsonObject account = server.client()
                        .post("/api/v1/accounts", new JsonObject().put("email", address(kind, i)))
                        .json();
                if (kind == Kind.DISABLED) {
                    Client.ok(server.client().post("/api/v1/accounts/" + account.getString("id") + "/disable"));
                }
            }
        }
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static String address(Kind kind, int i) {
        return kind == Kind.MALFORMED
                ? "nobody"
                : kind.name().toLowerCase(Locale.ROOT) + i % ADDRESSES + "@example.com";
    }

    @Test
    void askingForALinkTakesAsLongForEverybody() throws Exception {
        compare("asking for a link", (kind, round) -> {
            Answer answer = nobody.post("/api/v1/auth/magic-link", new JsonObject().put("email", address(kind, round)));
            assertEquals(kind == Kind.MALFORMED ? 400 : 202, answer.status(), answer.text());
        });
    }

    @Test
    void aWrongCodeTakesAsLongForEverybody() throws Exception {
        var browsers = new HashMap<String, String>();
        for (Kind kind : Kind.values()) {
            for (int i = 0; i < ADDRESSES; i++) {
                String email = address(kind, i);
                nobody.post("/api/v1/auth/magic-link", new JsonObject().put("email", email))
                        .headers()
                        .firstValue("set-cookie")
                        .ifPresent(set -> browsers.put(email, set.substring(0, set.indexOf(';'))));
            }
        }
        compare("a wrong code", (kind, round) -> {
            String code = new JsonObject()
                    .put("email", address(kind, round))
                    .put("code", "000000")
                    .encode();
            Answer answer = nobody.send(
                    "POST",
                    "/api/v1/auth/code",
                    BodyPublishers.ofString(code),
                    "Cookie",
                    browsers.getOrDefault(address(kind, round), "none="));
            assertEquals(kind == Kind.MALFORMED ? 400 : 401, answer.status(), answer.text());
        });
    }

    private static void compare(String what, Attempt attempt) throws Exception {
        var random = new Random(1);
        var kinds = new ArrayList<Kind>();
        List<Map<Kind, List<Long>>> own = new ArrayList<>();
        List<Map<Kind, List<Long>>> next = new ArrayList<>();
        for (int i = -WARM_UP; i < REQUESTS; i++) {
            // Each drawn for itself: what follows whom would else differ between the kinds.
            Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
            kinds.add(kind);
            long begun = System.nanoTime();
            attempt.run(kind, i + WARM_UP);
            long took = System.nanoTime() - begun;
            if (i >= 0) {
                if (i % BLOCK == 0) {
                    own.add(new EnumMap<>(Kind.class));
                    next.add(new EnumMap<>(Kind.class));
                }
                own.getLast().computeIfAbsent(kind, none -> new ArrayList<>()).add(took);
                if (kind != Kind.MALFORMED) {
                    next.getLast()
                            .computeIfAbsent(kinds.get(kinds.size() - 2), none -> new ArrayList<>())
                            .add(took);
                }
            }
        }
        near(what + " of a known address", longer(own, Kind.KNOWN, own, Kind.UNKNOWN));
        near(what + " of a disabled account", longer(own, Kind.DISABLED, own, Kind.UNKNOWN));
        near(what + " right after a known address", longer(next, Kind.KNOWN, next, Kind.UNKNOWN));
        near(what + " right after a disabled account", longer(next, Kind.DISABLED, next, Kind.UNKNOWN));
        double stored = longer(own, Kind.UNKNOWN, own, Kind.MALFORMED);
        assertTrue(stored > 0.5 + BOUND, "the comparison finds the work that is not done: " + stored);
        double planted = longer(later(own), Kind.KNOWN, own, Kind.UNKNOWN);
        assertTrue(planted > 0.5 + BOUND, "the comparison finds a difference as large as the noise: " + planted);
    }

    private static void near(String what, double longer) {
        assertTrue(Math.abs(longer - 0.5) < BOUND, what + " takes longer in " + longer + " of all pairs");
    }

    /**
     * How often one of ours is longer than one of theirs: U of Mann and Whitney, as a share of all pairs. Only what ran
     * in the same block of time is compared.
     */
    private static double longer(
            List<Map<Kind, List<Long>>> ours, Kind our, List<Map<Kind, List<Long>>> theirs, Kind their) {
        double longer = 0;
        long pairs = 0;
        for (int block = 0; block < ours.size(); block++) {
            for (long one : ours.get(block).getOrDefault(our, List.of())) {
                for (long other : theirs.get(block).getOrDefault(their, List.of())) {
                    longer += one > other ? 1 : one == other ? 0.5 : 0;
                    pairs++;
                }
            }
        }
        return longer / pairs;
    }

    /** The same times, later by what lies between the quartiles of their block. */
    private static List<Map<Kind, List<Long>>> later(List<Map<Kind, List<Long>>> blocks) {
        return blocks.stream()
                .map(block -> {
                    var later = new EnumMap<Kind, List<Long>>(Kind.class);
                    block.forEach((kind, times) -> {
                        List<Long> sorted = times.stream().sorted().toList();
                        long noise = sorted.get(sorted.size() * 3 / 4) - sorted.get(sorted.size() / 4);
                        later.put(kind, times.stream().map(time -> time + noise).toList());
                    });
                    return (Map<Kind, List<Long>>) later;
                })
                .toList();
    }

    /** One request. */
    private interface Attempt {
        void run(Kind kind, int round) throws Exception;
    }
}
