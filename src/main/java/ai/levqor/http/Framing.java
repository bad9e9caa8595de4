package ai.levqor.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * Whether server and proxies agree where a request ends and whose it is (RFC 9112, 3.2 and 6.1). The decoder takes an
 * unknown transfer coding for no body at all, and so would read the body as the next request.
 */
final class Framing {
    private Framing() {}

    static boolean sound(HttpServerRequest request) {
        var headers = request.headers();
        String coding = headers.get(HttpHeaders.TRANSFER_ENCODING);
        return (coding == null
                        || (coding.equalsIgnoreCase("chunked")
                                // Which HTTP/1.0 does not have: its peers may see another end.
                                && request.version() != HttpVersion.HTTP_1_0
                                && headers.getAll(HttpHeaders.TRANSFER_ENCODING).size() == 1))
                && headers.getAll(HttpHeaders.HOST).size() <= 1;
    }
}
