package ai.levqor.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
}
