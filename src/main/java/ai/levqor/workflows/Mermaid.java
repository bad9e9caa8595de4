package ai.levqor.workflows;

import ai.levqor.workflows.dsl.Action;
import ai.levqor.workflows.dsl.Definition;
import ai.levqor.workflows.dsl.Task;
import java.util.List;

/** Draws a definition as a Mermaid flowchart. */
final class Mermaid {
    private final StringBuilder text = new StringBuilder("flowchart TD\n");
    private int nodes;

    private Mermaid() {}

    static String of(Definition definition) {
        var drawing = new Mermaid();
        String start = drawing.node("([", "start", "])");
        String last = drawing.tasks(definition.tasks(), start);
        String end = drawing.node("([", "end", "])");
        drawing.arrow(last, end, "");
        return drawing.text.toString();
    }

    /** Draws siblings and what is inside them; answers the last. */
    private String tasks(List<Task> tasks, String from) {
        String[] ids = new String[tasks.size()];
        for (int i = 0; i < ids.length; i++) {
            Task task = tasks.get(i);
            String label = task.action().keyword() + ": " + task.name();
            ids[i] = task.action() instanceof Action.Switch ? node("{", label, "}") : node("[", label, "]");
        }
        String before = from;
        for (int i = 0; i < ids.length; i++) {
            Task task = tasks.get(i);
            if (before != null) {
                arrow(before, ids[i], "");
            }
            String last = inside(task, ids[i]);
            if (task.action() instanceof Action.Switch choice) {
                for (Action.Switch.Case one : choice.cases()) {
                    follow(tasks, ids, ids[i], one.then(), one.name());
                }
            }
            follow(tasks, ids, last, task.then(), "");
            before = task.then().equals(Task.CONTINUE) ? last : null;
        }
        return before == null ? (ids.length == 0 ? from : ids[ids.length - 1]) : before;
    }

    private void follow(List<Task> tasks, String[] ids, String from, String then, String label) {
        for (int i = 0; i < ids.length; i++) {
            if (tasks.get(i).name().equals(then)) {
                arrow(from, ids[i], label);
            }
        }
    }

    private String inside(Task task, String id) {
        return switch (task.action()) {
            case Action.Do group -> tasks(group.tasks(), id);
            case Action.For loop -> {
                String last = tasks(loop.tasks(), id);
                arrow(last, id, "next");
                yield id;
            }
            case Action.Try attempt -> {
                String last = tasks(attempt.tasks(), id);
                if (!attempt.handler().tasks().isEmpty()) {
                    String caught = node("[", "catch", "]");
                    arrow(id, caught, "error");
                    arrow(tasks(attempt.handler().tasks(), caught), last, "");
                }
                yield last;
            }
            case Action.Fork fork -> {
                String join = node("((", fork.compete() ? "first" : "all", "))");
                for (Task branch : fork.branches()) {
                    arrow(tasks(List.of(branch), id), join, "");
                }
                yield join;
            }
            default -> id;
        };
    }

    private String node(String open, String label, String close) {
        String id = "n" + nodes++;
        // A quote would end the label.
        text.append("  ")
                .append(id)
                .append(open)
                .append('"')
                .append(label.replace("\"", "#quot;"))
                .append('"')
                .append(close)
                .append('\n');
        return id;
    }

    private void arrow(String from, String to, String label) {
        text.append("  ").append(from).append(" -->");
        if (!label.isEmpty()) {
            text.append("|\"").append(label.replace("\"", "#quot;")).append("\"|");
        }
        text.append(' ').append(to).append('\n');
    }
}
