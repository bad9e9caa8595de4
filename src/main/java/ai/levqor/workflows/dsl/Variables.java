package ai.levqor.workflows.dsl;

import ai.levqor.expressions.Expression;
import ai.levqor.expressions.Template;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The variables that the expressions of a definition read, against those that it has. */
final class Variables {
    private static final Pattern SECRET =
            Pattern.compile("\\$secrets\\s*(?:\\.\\s*\"?([A-Za-z_]\\w*)|\\[\\s*\"([^\"\\\\]+)\"\\s*])");

    private final Set<String> declared =
            new TreeSet<>(Set.of("context", "input", "output", "secrets", "task", "workflow", "runtime"));
    private final List<Use> uses = new ArrayList<>();

    /** A name that the definition itself gives, such as that of a loop's item. */
    void declare(String name) {
        declared.add(name);
    }

    void used(Fields fields, String field, Template template) {
        uses.add(new Use(fields, field, template));
    }

    /** Tells of each variable and secret that there is not. */
    void check(Collection<String> secrets) {
        for (Use use : uses) {
            use.template().expressions().forEach(expression -> {
                expression.variables().stream()
                        .filter(name -> !declared.contains(name))
                        .forEach(name -> use.fields()
                                .wrong(
                                        use.field(),
                                        "reads $" + name + ", which is not there; there are $"
                                                + String.join(", $", declared)));
                secrets(expression, use, secrets);
            });
        }
    }

    private static void secrets(Expression expression, Use use, Collection<String> secrets) {
        Matcher read = SECRET.matcher(expression.toString());
        while (read.find()) {
            String name = read.group(1) == null ? read.group(2) : read.group(1);
            if (!secrets.contains(name)) {
                use.fields().wrong(use.field(), "reads the secret \"" + name + "\", which is not in use.secrets");
            }
        }
    }

    private record Use(Fields fields, String field, Template template) {}
}
