package ai.levqor.ops;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a node answered Prometheus: values by series, and types and helps by metric. */
record Scrape(Map<String, Double> series, Map<String, String> types, Map<String, String> helps) {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");

    static Scrape of(String text) {
        var scrape = new Scrape(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        for (String line : text.lines().toList()) {
            String[] words = line.split(" ", 4);
            if (line.startsWith("# TYPE ")) {
                scrape.types.put(words[2], words[3]);
            } else if (line.startsWith("# HELP ")) {
                scrape.helps.put(words[2], words.length > 3 ? words[3] : "");
            } else if (!line.startsWith("#") && !line.isEmpty()) {
                Matcher sample = SAMPLE.matcher(line);
                if (!sample.matches()) {
                    throw new IllegalArgumentException("not a sample: " + line);
                }
                String labels = sample.group(2) == null ? "" : sample.group(2) + ",";
                scrape.series.put(
                        sample.group(1) + "{" + labels + "instance=\"n1\",job=\"levqor\"}",
                        Double.parseDouble(sample.group(3).replace("+Inf", "Infinity")));
            }
        }
        return scrape;
    }

    /** The names of all series. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>(Set.of("up"));
        series.keySet().forEach(key -> names.add(key.substring(0, key.indexOf('{'))));
        return names;
    }

    /** Whether the series only rises. */
    private boolean rises(String key) {
        String name = key.substring(0, key.indexOf('{'));
        String family = name.replaceAll("_(bucket|count|sum)$", "");
        return "counter".equals(types.get(name))
                || (("histogram".equals(types.get(family)) || "summary".equals(types.get(family)))
                        && !family.equals(name));
    }

    /**
     * Series for Prometheus' own test of rules: what happened between this scrape and {@code later} goes on every minute;
     * gauges stay as they are in the later one.
     */
    JsonArray until(Scrape later, int minutes) {
        var all = new JsonArray().add(input("up{instance=\"n1\",job=\"levqor\"}", "1x" + minutes));
        later.series.forEach((key, value) -> {
            if (Double.isFinite(value)) {
                double before = series.getOrDefault(key, 0.0);
                String values = later.rises(key)
                        ? plain(before) + "+" + plain(Math.max(0, value - before)) + "x" + minutes
                        : plain(value) + "x" + minutes;
                all.add(input(key, values));
            }
        });
        return all;
    }

    /** Series of a node that does not answer. */
    static JsonArray unanswered(int minutes) {
        return new JsonArray().add(input("up{instance=\"n1\",job=\"levqor\"}", "0x" + minutes));
    }

    private static JsonObject input(String series, String values) {
        return new JsonObject().put("series", series).put("values", values);
    }

    private static String plain(double value) {
        return BigDecimal.valueOf(value).toPlainString();
    }
}
