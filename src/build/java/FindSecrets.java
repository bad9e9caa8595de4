import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks for secrets in what the tests produced. Arguments: the file of regular expressions, the folder. Ends with 1, and
 * says where, when there is one; the secret itself is not repeated. The files go either way: the next run has its own.
 */
void main(String[] arguments) throws IOException {
    Pattern secret = Pattern.compile(Files.readAllLines(Path.of(arguments[0])).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(line -> "(?:" + line + ")")
            .collect(Collectors.joining("|")));
    Path folder = Path.of(arguments[1]);
    if (!Files.isDirectory(folder)) {
        IO.println("No test ran: there is nothing to look for secrets in.");
        return;
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
        files = all.sorted().toList();
    }
    var found = new ArrayList<String>();
    long lines = 0;
    for (Path file : files) {
        int number = 0;
        for (String line : new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n", -1)) {
            number++;
            Matcher matcher = secret.matcher(line);
            if (matcher.find()) {
                String before = line.substring(Math.max(0, matcher.start() - 120), matcher.start());
                String begin = line.substring(matcher.start(), Math.min(matcher.start() + 4, matcher.end()));
                found.add(file.getFileName() + ":" + number + ": …" + before + begin + "…");
            }
        }
        lines += number;
        Files.delete(file);
    }
    if (found.isEmpty()) {
        IO.println("No secret in the " + lines + " lines that the tests produced.");
        return;
    }
    System.err.println("Secrets in what the tests produced:");
    found.stream().limit(50).forEach(System.err::println);
    System.exit(1);
}
