package ai.levqor.workflows;

import ai.levqor.workflows.dsl.Action;
import ai.levqor.workflows.dsl.Definition;
import ai.levqor.workflows.dsl.Task;
import java.util.List;

/** How many tasks a definition has, those inside others too: what is known beforehand of how many steps a run takes. */
final class TaskCount {
    private TaskCount() {}

    static int of(Definition definition) {
        return of(definition.tasks());
    }

    private static int of(List<Task> tasks) {
        int count = 0;
        for (Task task : tasks) {
            count += 1
                    + switch (task.action()) {
                        case Action.Do group -> of(group.tasks());
                        case Action.For loop -> of(loop.tasks());
                        case Action.Fork fork -> of(fork.branches());
                        case Action.Try attempt -> of(attempt.tasks());
                        default -> 0;
                    };
        }
        return count;
    }
}
