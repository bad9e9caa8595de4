package ai.levqor.validate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the calls showed, one finding an operation: the first that failed, else the last that was no refusal, else the last. */
final class Findings {
    private record Noted(Finding finding, boolean reply) {}

    private final Map<String, Noted> all = new LinkedHashMap<>();

    void note(String operation, String route, Answer answer, Verdict verdict) {
        Noted before = all.get(operation);
        boolean reply = verdict.kind() == Verdict.Kind.REPLY;
        boolean tellsMore = !verdict.passed() || reply || before == null || !before.reply();
        if (before == null || (before.finding().passed() && tellsMore)) {
            var finding =
                    new Finding(operation, route, answer.status(), answer.ms(), verdict.passed(), verdict.words());
            all.put(operation, new Noted(finding, reply));
        }
    }

    List<Finding> list() {
        return all.values().stream().map(Noted::finding).toList();
    }
}
