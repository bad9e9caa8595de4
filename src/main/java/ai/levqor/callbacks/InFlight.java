package ai.levqor.callbacks;

import ai.levqor.callbacks.DeliveryRepository.Upcoming;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What this node sends right now, and what it may send beside it: so many in all, and so many to one origin. */
final class InFlight {
    static final int MAX_PER_ORIGIN = 8;

    private final int max;
    private final Set<UUID> deliveries = new HashSet<>();
    private final Map<String, Integer> origins = new HashMap<>();

    InFlight(int max) {
        this.max = max;
    }

    int free() {
        return max - deliveries.size();
    }

    boolean isEmpty() {
        return deliveries.isEmpty();
    }

    /** Origins that take no further delivery. */
    List<String> busyOrigins() {
        return origins.entrySet().stream()
                .filter(origin -> origin.getValue() >= MAX_PER_ORIGIN)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Those of {@code due} that there is room for, first come first served. */
    List<UUID> choose(List<Upcoming> due) {
        Map<String, Integer> counts = new HashMap<>(origins);
        List<UUID> chosen = new ArrayList<>();
        for (Upcoming delivery : due) {
            if (chosen.size() == free()) {
                break;
            }
            // A delivery whose lease ran out while it is still being sent here waits for that to end.
            if (!deliveries.contains(delivery.id())
                    && counts.merge(Endpoint.origin(delivery.url()), 1, Integer::sum) <= MAX_PER_ORIGIN) {
                chosen.add(delivery.id());
            }
        }
        return chosen;
    }

    void add(Delivery delivery) {
        deliveries.add(delivery.id());
        origins.merge(Endpoint.origin(delivery.url()), 1, Integer::sum);
    }

    void remove(Delivery delivery) {
        deliveries.remove(delivery.id());
        origins.computeIfPresent(Endpoint.origin(delivery.url()), (origin, count) -> count == 1 ? null : count - 1);
    }
}
