package ai.levqor.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Bytes that do not change while the server runs; clients that have them get 304 (RFC 9110, 13.1.2). */
record Document(String type, Buffer bytes, String etag) implements Handler<RoutingContext> {
    static final String HTML = "text/html; charset=utf-8";
    static final String CSS = "text/css; charset=utf-8";

    static Document of(String type, Buffer bytes) {
        return new Document(type, bytes, '"' + digest(bytes) + '"');
    }

    /** A file of the jar's {@code webroot} folder, or nothing. */
    static Optional<Document> webroot(String type, String file) {
        try (var stream = Document.class.getResourceAsStream("/webroot/" + file)) {
            return stream == null ? Optional.empty() : Optional.of(of(type, Buffer.buffer(stream.readAllBytes())));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public void handle(RoutingContext context) {
        var response = context.response()
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader(HttpHeaders.ETAG, etag);
        if (type.equals(HTML)) {
            ContentPolicy.PAGE.put(response);
        }
        if (matches(context.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatusCode(304).end();
        } else {
            response.putHeader(HttpHeaders.CONTENT_TYPE, type).end(bytes);
        }
    }

    private boolean matches(@Nullable String condition) {
        return condition != null
                && Arrays.stream(condition.split(",", -1))
                        .map(String::strip)
                        .anyMatch(tag -> tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag));
    }

    private static String digest(Buffer bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes.getBytes());
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
