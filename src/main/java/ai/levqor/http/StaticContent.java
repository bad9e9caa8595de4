package ai.levqor.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * One form of a document: as it is, or under a content coding.
 *
 * <p>A file of the jar is read when it is first asked for, off the event loop, and kept.
 */
final class StaticContent {
    /** No content coding. */
    static final String IDENTITY = "";

    private final String coding;
    private final String etag;
    private final @Nullable String resource;
    private volatile @Nullable Buffer bytes;

    private StaticContent(String coding, String etag, @Nullable String resource, @Nullable Buffer bytes) {
        this.coding = coding;
        this.etag = '"' + (coding.isEmpty() ? etag : etag + '-' + coding) + '"';
        this.resource = resource;
        this.bytes = bytes;
    }

    /** The resource of the class path, which is kept under {@code coding} already. */
    static StaticContent resource(String coding, String etag, String resource) {
        return new StaticContent(coding, etag, resource, null);
    }

    static StaticContent of(String etag, Buffer bytes) {
        return new StaticContent(IDENTITY, etag, null, bytes);
    }

    static StaticContent gzip(String etag, Buffer bytes) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes.getBytes());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new StaticContent("gzip", etag, null, Buffer.buffer(out.toByteArray()));
    }

    String coding() {
        return coding;
    }

    /** A strong validator (RFC 9110, 8.8.3), another one for each coding. */
    String etag() {
        return etag;
    }

    Future<Buffer> bytes(Vertx vertx) {
        Buffer loaded = bytes;
        return loaded != null ? Future.succeededFuture(loaded) : vertx.executeBlocking(this::load, false);
    }

    private Buffer load() throws IOException {
        Buffer loaded = read("/" + resource);
        bytes = loaded;
        return loaded;
    }

    /** A resource of the class path that the build puts there. */
    static Buffer read(String resource) throws IOException {
        try (var stream = StaticContent.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IOException("No " + resource + " on the class path; `./mvnw process-resources` makes it.");
            }
            return Buffer.buffer(stream.readAllBytes());
        }
    }
}
