package ai.levqor.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that do not change while the server runs; clients that have them get 304 (RFC 9110, 13.1.2). They were
 * compressed before, so that a request costs no more than sending them.
 *
 * @param cached the Cache-Control header
 * @param policy what a page may load; null for what is no page
 * @param forms what a client can get, the first that it accepts; the last is not compressed
 */
record Document(String type, String cached, @Nullable ContentPolicy policy, List<StaticContent> forms)
        implements Handler<RoutingContext> {
    static final String HTML = "text/html; charset=utf-8";

    /** May be kept, but has to be asked for each time. */
    static final String REVALIDATED = "no-cache";

    /** Never changes at its address, which has a version in it (RFC 8246). */
    static final String IMMUTABLE = "public, max-age=31536000, immutable";

    /** What was made by this process. */
    static Document of(String type, Buffer bytes) {
        return of(type, HTML.equals(type) ? ContentPolicy.PAGE : null, bytes);
    }

    static Document of(String type, @Nullable ContentPolicy policy, Buffer bytes) {
        String etag = digest(bytes);
        return new Document(
                type, REVALIDATED, policy, List.of(StaticContent.gzip(etag, bytes), StaticContent.of(etag, bytes)));
    }

    /** What is as short as it soon changes. */
    static Document brief(String type, String cached, Buffer bytes) {
        return new Document(type, cached, null, List.of(StaticContent.of(digest(bytes), bytes)));
    }

    @Override
    public void handle(RoutingContext context) {
        send(context, 200);
    }

    /** Answers with this document, as an error's page for example. */
    void send(RoutingContext context, int status) {
        var request = context.request();
        StaticContent form = form(request.getHeader(HttpHeaders.ACCEPT_ENCODING));
        var response = context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CACHE_CONTROL, status == 200 ? cached : "no-store")
                .putHeader(HttpHeaders.ETAG, form.etag());
        if (forms.size() > 1) {
            response.headers().add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        }
        if (policy != null) {
            policy.put(response);
        }
        if (status == 200 && matches(form.etag(), request.getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, type);
        if (!form.coding().isEmpty()) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, form.coding());
        }
        form.bytes(context.vertx())
                .onComplete(
                        bytes -> response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(bytes.length()))
                                .end(bytes),
                        context::fail);
    }

    private StaticContent form(@Nullable String accepted) {
        for (StaticContent form : forms) {
            if (form.coding().isEmpty() || Accept.names(accepted, form.coding())) {
                return form;
            }
        }
        return forms.getLast();
    }

    private static boolean matches(String etag, @Nullable String condition) {
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
