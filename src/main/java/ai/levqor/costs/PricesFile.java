package ai.levqor.costs;

import ai.levqor.config.Problem;
import ai.levqor.config.SettingsException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code conf/prices.yaml}, and the operator's own file over it. Decimals stay exact. */
public final class PricesFile {
    private static final String SHIPPED = "/conf/prices.yaml";
    private static final Pattern FUNCTION = Pattern.compile("[^\\s.*]+(\\.[^\\s*]+)?(\\.\\*)?");
    private static final Set<String> TOP = Set.of("default", "functions");
    private static final Set<String> PRICE = Set.of("call", "input", "output", "second", "estimate");
    private static final Set<String> ESTIMATE = Set.of("seconds", "output");
    private static final long ESTIMATED_SECONDS = 1;
    private static final long ESTIMATED_OUTPUT = 4_096;
    private static final long MAX_SECONDS = 86_400;
    private static final long MAX_OUTPUT = 10_000_000;

    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final String name;

    private PricesFile(String name) {
        this.name = name;
    }

    /**
     * The prices in force.
     *
     * @param own the operator's file, empty for none
     * @throws SettingsException that names the file and the entry
     */
    public static Prices load(String own) {
        var shipped = new PricesFile("conf/prices.yaml");
        JsonNode base;
        try (InputStream in = Objects.requireNonNull(PricesFile.class.getResourceAsStream(SHIPPED), SHIPPED)) {
            base = YAML.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, Price> entries = new HashMap<>(shipped.functions(base));
        Price otherwise = shipped.price("default", base.path("default"));
        if (!own.isEmpty()) {
            var file = new PricesFile(own);
            JsonNode over = file.read(Path.of(own));
            entries.putAll(file.functions(over));
            if (over.has("default")) {
                otherwise = file.price("default", over.path("default"));
            }
        }
        return new Prices(entries, otherwise);
    }

    private JsonNode read(Path file) {
        try {
            JsonNode root = YAML.readTree(Files.readString(file));
            if (!(root instanceof MissingNode) && !root.isObject()) {
                throw wrong("", "must be a mapping with default and functions");
            }
            return root;
        } catch (JsonProcessingException e) {
            throw wrong("line " + e.getLocation().getLineNr(), "is no YAML: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw wrong("", "cannot be read: " + e);
        }
    }

    private Map<String, Price> functions(JsonNode root) {
        known("", root, TOP);
        JsonNode functions = root.path("functions");
        if (!functions.isMissingNode() && !functions.isObject()) {
            throw wrong("functions", "must be a mapping of functions to prices");
        }
        Map<String, Price> entries = new HashMap<>();
        functions.properties().forEach(entry -> {
            if (!FUNCTION.matcher(entry.getKey()).matches()) {
                throw wrong(entry.getKey(), "is no function such as http, ai.chat or slack.*");
            }
            entries.put(entry.getKey(), price(entry.getKey(), entry.getValue()));
        });
        return entries;
    }

    private Price price(String function, JsonNode entry) {
        if (!entry.isObject()) {
            throw wrong(function, "must be a mapping such as {call: 0.01}");
        }
        known(function, entry, PRICE);
        JsonNode estimate = entry.path("estimate");
        known(function + ".estimate", estimate, ESTIMATE);
        return new Price(
                micros(function, entry, "call"),
                micros(function, entry, "input"),
                micros(function, entry, "output"),
                micros(function, entry, "second"),
                1_000 * whole(function, estimate, "seconds", ESTIMATED_SECONDS, MAX_SECONDS),
                whole(function, estimate, "output", ESTIMATED_OUTPUT, MAX_OUTPUT));
    }

    private long micros(String function, JsonNode entry, String field) {
        JsonNode value = entry.path(field);
        if (value.isMissingNode()) {
            return 0;
        }
        try {
            long micros = Money.parse(value.isNumber() || value.isTextual() ? value.asText() : "");
            if (micros > Price.MAX) {
                throw new IllegalArgumentException("must be at most " + Money.format(Price.MAX) + " dollars");
            }
            return micros;
        } catch (IllegalArgumentException e) {
            throw wrong(function + "." + field, e.getMessage() + ", and is " + value);
        }
    }

    private long whole(String function, JsonNode estimate, String field, long otherwise, long max) {
        JsonNode value = estimate.path(field);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 0 || value.asLong() > max) {
            throw wrong(function + ".estimate." + field, "must be a whole number from 0 to " + max);
        }
        return value.asLong();
    }

    private void known(String at, JsonNode object, Set<String> names) {
        object.fieldNames().forEachRemaining(field -> {
            if (!names.contains(field)) {
                throw wrong(
                        at.isEmpty() ? field : at + "." + field,
                        "is unknown; there are "
                                + String.join(", ", names.stream().sorted().toList()));
            }
        });
    }

    private SettingsException wrong(String at, String what) {
        String text = "costs.prices: " + name + (at.isEmpty() ? "" : ": " + at) + " " + what;
        return new SettingsException(List.of(new Problem("costs.prices", text)));
    }
}
