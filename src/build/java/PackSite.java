import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.aayushatharva.brotli4j.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Packs the static site into the class path: the files of webroot, pages in their template, and those of the web jars that the pages use, each
 * compressed once, and an index of what there is. The server serves what the index names and nothing else.
 *
 * <p>The build runs it as {@code java PackSite.java WEBROOT CLASSES SWAGGER-UI-VERSION REDOC-VERSION} after the resources
 * have been copied. A file that has {@code {{name}}} in it is a template: the server fills and compresses it.
 */
public final class PackSite {
    /** What all pages have around their own matter. */
    private static final String TEMPLATE = "_page.html";

    private static final Set<String> FIELDS = Set.of("title", "description", "kind", "style");

    private static final Set<String> TEXT = Set.of("html", "css", "js", "json", "svg", "txt");

    /** ReDoc shows this image of another server beside its name; the pages ask no other server for anything. */
    private static final String REDOC_LOGO = "https://cdn.redoc.ly/redoc/logo-mini.svg";

    private static final String EMPTY_IMAGE = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=";

    private final Path site;
    private final TreeMap<String, String> index = new TreeMap<>();

    private PackSite(Path site) {
        this.site = site;
    }

    /** Throws when something is missing or cannot be written, which fails the build. */
    public static void main(String[] args) throws Exception {
        Path webroot = Path.of(args[0]);
        Path classes = Path.of(args[1]);
        if (!Brotli4jLoader.isAvailable()) {
            System.err.println("No Brotli encoder for this machine: the site is packed with gzip alone.");
        }
        var pack = new PackSite(classes.resolve("webroot"));
        String template = Files.readString(webroot.resolve(TEMPLATE));
        try (var files = Files.walk(webroot)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = webroot.relativize(file).toString().replace('\\', '/');
                if (name.endsWith(".html") && !name.equals(TEMPLATE)) {
                    pack.add(name, page(template, name, Files.readString(file)).getBytes(StandardCharsets.UTF_8));
                } else if (!name.equals(TEMPLATE)) {
                    pack.add(name, Files.readAllBytes(file));
                }
            }
        }
        for (String file : List.of("swagger-ui-bundle.js", "swagger-ui-bundle.js.LICENSE.txt", "swagger-ui.css")) {
            pack.add("webjars/swagger-ui/" + args[2] + "/" + file, webjar("swagger-ui/" + args[2] + "/" + file));
        }
        String redoc = "redoc/" + args[3] + "/redoc.standalone.js";
        pack.add("webjars/" + redoc, withoutLogo(webjar(redoc)));
        pack.writeIndex(classes.resolve("webroot.json"));
    }

    /**
     * A whole page: the template around a page's own matter. A page begins with a comment of lines {@code name: value}:
     * its {@code title} and {@code description} and, where it has them, {@code style} sheets before the site's and its
     * {@code kind}; a {@code reference} fills the window and has no footer. Links of the template to the page itself are
     * marked as such.
     */
    private static String page(String template, String name, String page) throws IOException {
        if (page.startsWith("<!doctype")) {
            return page; // whole in itself
        }
        int end = page.indexOf("-->\n");
        if (!page.startsWith("<!--\n") || end < 0) {
            throw new IOException("webroot/" + name + " must begin with a comment that holds its title.");
        }
        var fields = new TreeMap<String, String>();
        var styles = new StringBuilder();
        for (String line : page.substring("<!--\n".length(), end).lines().toList()) {
            String[] field = line.split(": ", 2);
            if (field.length < 2 || !FIELDS.contains(field[0])) {
                throw new IOException("webroot/" + name + " has the line \"" + line + "\": known are " + FIELDS + ".");
            }
            fields.put(field[0], field[1]);
            if (field[0].equals("style")) {
                styles.append("<link rel=\"stylesheet\" href=\"").append(field[1]).append("\">\n");
            }
        }
        if (!fields.containsKey("title") || !fields.containsKey("description")) {
            throw new IOException("webroot/" + name + " has no title or no description.");
        }
        String kind = fields.getOrDefault("kind", "");
        String frame = kind.equals("reference") ? template.replaceFirst("(?s)<footer.*</footer>\n", "") : template;
        String folder = "/" + name.replaceFirst("index\\.html$", "");
        for (String self : List.of(folder, folder.replaceFirst("/$", ""))) {
            frame = frame.replace("<li><a href=\"" + self + "\">", "<li><a href=\"" + self + "\" aria-current=\"page\">");
        }
        return frame.replace("%title%", fields.get("title"))
                .replace("%description%", fields.get("description"))
                .replace("%styles%", styles)
                .replace("%kind%", kind.isEmpty() ? "" : " class=\"" + kind + "\"")
                .replace("%content%", page.substring(end + "-->\n".length()));
    }

    private static byte[] webjar(String file) throws IOException {
        String resource = "META-INF/resources/webjars/" + file;
        try (InputStream in = PackSite.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("No web jar has " + resource + ": does its version in pom.xml fit?");
            }
            return in.readAllBytes();
        }
    }

    private static byte[] withoutLogo(byte[] script) throws IOException {
        String text = new String(script, StandardCharsets.UTF_8);
        if (!text.contains(REDOC_LOGO)) {
            throw new IOException("ReDoc no longer names " + REDOC_LOGO + ": see whether it asks another server.");
        }
        return text.replace(REDOC_LOGO, EMPTY_IMAGE).getBytes(StandardCharsets.UTF_8);
    }

    private void add(String name, byte[] bytes) throws Exception {
        String etag = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 16);
        boolean text = TEXT.contains(name.substring(name.lastIndexOf('.') + 1));
        boolean template = text && new String(bytes, StandardCharsets.UTF_8).contains("{{") && !name.startsWith("web");
        Path file = site.resolve(name);
        if (template) {
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        }
        if (text && !template) {
            Path brotli = site.resolve(name + ".br");
            Path gzip = site.resolve(name + ".gz");
            boolean packed = (Files.exists(brotli) || !Brotli4jLoader.isAvailable())
                    && Files.exists(gzip)
                    && Files.exists(file)
                    && Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(gzip)) <= 0
                    && Arrays.equals(Files.readAllBytes(file), bytes);
            if (!packed) {
                Files.createDirectories(file.getParent());
                Files.write(file, bytes);
                if (Brotli4jLoader.isAvailable()) {
                    Files.write(brotli, brotli(bytes));
                }
                Files.write(gzip, gzip(bytes));
            }
        }
        String codings = !text || template ? "" : Brotli4jLoader.isAvailable() ? "\"br\",\"gzip\"" : "\"gzip\"";
        index.put(name, "{\"etag\":\"%s\",\"codings\":[%s],\"template\":%b}".formatted(etag, codings, template));
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] brotli(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var brotli = new BrotliOutputStream(out, new Encoder.Parameters().setQuality(11))) {
            brotli.write(bytes);
        }
        return out.toByteArray();
    }

    private void writeIndex(Path file) throws IOException {
        var json = new StringBuilder("{");
        index.forEach((name, entry) -> json.append(json.length() == 1 ? "\n" : ",\n")
                .append('"').append(name).append("\":").append(entry));
        Files.writeString(file, json.append("\n}\n"));
    }
}
