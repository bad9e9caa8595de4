package ai.levqor.workflows.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;

/**
 * Where a run is: which workflow, the prefix of its steps' names, the variables in sight, when it is too late, and
 * whether a competing branch has won.
 */
record Frame(Scope scope, String prefix, Map<String, JsonNode> variables, long deadline, Race race) {
    Frame inside(String step) {
        return new Frame(scope, step, variables, deadline, race);
    }

    Frame with(String name, JsonNode value) {
        Map<String, JsonNode> more = new HashMap<>(variables);
        more.put(name, value);
        return new Frame(scope, prefix, more, deadline, race);
    }

    Frame until(long at) {
        return new Frame(scope, prefix, variables, Math.min(at, deadline), race);
    }

    Frame racing(Race inner) {
        return new Frame(scope, prefix, variables, deadline, inner);
    }

    /** In another workflow, which sees nothing of this one. */
    Frame into(Scope other) {
        return new Frame(other, prefix, Map.of(), deadline, race);
    }
}
