package ai.levqor.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {
    @ParameterizedTest
    @CsvSource({
        "https://a.test/hook?token=1, https://a.test/hook",
        "https://a.test?token=1, https://a.test",
        "https://a.test/#x, https://a.test/",
        "https://user:pass@a.test:8443/hook?x, https://a.test:8443/hook",
        "https://us@er:p@ss@a.test, https://a.test",
        "https://a.test/@someone, https://a.test/@someone",
        "https://[2001:db8::1]:8080/hook, https://[2001:db8::1]:8080/hook",
        "nonsense?x, nonsense"
    })
    void anEndpointHasNeitherQueryNorUser(String url, String endpoint) {
        assertEquals(endpoint, Endpoint.url(url));
    }

    @ParameterizedTest
    @CsvSource({
        "https://A.test/hook, https://a.test",
        "https://a.test:8443?x, https://a.test:8443",
        "HTTP://a.test, http://a.test"
    })
    void anOriginIsSchemeHostAndPort(String url, String origin) {
        assertEquals(origin, Endpoint.origin(url));
    }

    @Test
    void oneOriginGetsOnlySoManyAtOnceAndOthersTheRest() {
        var inFlight = new InFlight(10);
        List<DeliveryRepository.Upcoming> due = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            due.add(new DeliveryRepository.Upcoming(new UUID(0, i), "https://slow.test/" + i, 0));
        }
        for (int i = 12; i < 20; i++) {
            due.add(new DeliveryRepository.Upcoming(new UUID(0, i), "https://other.test/" + i, 0));
        }

        List<UUID> chosen = inFlight.choose(due);

        assertEquals(
                List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 12L, 13L),
                chosen.stream().map(UUID::getLeastSignificantBits).toList());
        chosen.forEach(id -> inFlight.add(
                new Delivery(id, due.get((int) id.getLeastSignificantBits()).url(), "{}", 1)));
        assertEquals(0, inFlight.free());
        assertEquals(List.of("https://slow.test"), inFlight.busyOrigins());
    }
}
