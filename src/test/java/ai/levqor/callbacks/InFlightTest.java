package ai.levqor.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.callbacks.DeliveryRepository.Upcoming;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class InFlightTest {
    @Test
    void oneOriginGetsOnlySoManyAtOnceAndOthersTheRest() {
        var inFlight = new InFlight(10);
        List<Upcoming> due = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            due.add(new Upcoming(new UUID(0, i), "https://slow.test/" + i, 0));
        }
        for (int i = 12; i < 20; i++) {
            due.add(new Upcoming(new UUID(0, i), "https://other.test/" + i, 0));
        }

        List<UUID> chosen = inFlight.choose(due);

        assertEquals(
                List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 12L, 13L),
                chosen.stream().map(UUID::getLeastSignificantBits).toList());
        chosen.forEach(id -> inFlight.add(
                new Delivery(id, due.get((int) id.getLeastSignificantBits()).url(), "{}", 1, null)));
        assertEquals(0, inFlight.free());
        assertEquals(List.of("https://slow.test"), inFlight.busyOrigins());
    }

    @Test
    void aDeliveryThatIsStillBeingSentIsNotChosenAgain() {
        var inFlight = new InFlight(10);
        var delivery = new Delivery(new UUID(0, 1), "https://slow.test/", "{}", 1, null);
        var due = List.of(new Upcoming(delivery.id(), delivery.url(), 0));
        inFlight.add(delivery);

        assertEquals(List.of(), inFlight.choose(due));

        inFlight.remove(delivery);
        assertTrue(inFlight.isEmpty());
        assertEquals(List.of(delivery.id()), inFlight.choose(due));
    }
}
