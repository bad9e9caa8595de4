package ai.levqor.workflows.dsl;

import java.util.List;
import java.util.stream.Collectors;

/** A definition that cannot be run as it is written: everything that is wrong with it. */
public final class DefinitionException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    DefinitionException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, in the order of the text. */
    public List<Problem> problems() {
        return problems;
    }

    /**
     * One thing that is wrong.
     *
     * @param line in the text, from 1; 0 where none can be told
     * @param path a JSON pointer (RFC 6901), empty for the whole
     * @param message what was expected
     */
    public record Problem(int line, String path, String message) {
        @Override
        public String toString() {
            return (line > 0 ? "line " + line + ", " : "") + (path.isEmpty() ? "the definition" : path) + " " + message;
        }
    }
}
