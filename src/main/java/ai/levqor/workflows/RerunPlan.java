package ai.levqor.workflows;

import ai.levqor.bus.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of a journal are kept when a run is done again from a step on: what had ended when the step began. What is
 * around the step (a loop, a fork) is walked again to it; a {@code try} goes on with the attempt that the step is in.
 *
 * @param from the step, as the journal names it
 */
record RerunPlan(String from, List<Kept> kept) {
    private static final Set<String> DONE = Set.of("done", "skipped");
    private static final Pattern ATTEMPT = Pattern.compile("~(\\d+)/");

    static RerunPlan of(List<Step> steps, String wanted) {
        Step from = find(steps, wanted);
        var kept = new ArrayList<Kept>();
        for (Step step : steps) {
            if (from.inside(step)) {
                int attempt = attemptWithin(from, step);
                if (attempt > 1) {
                    kept.add(new Kept(step.step(), attempt));
                }
            } else if (step.endedBefore(from)) {
                kept.add(new Kept(step.step(), 0));
            }
        }
        return new RerunPlan(from.step(), kept);
    }

    private static Step find(List<Step> steps, String wanted) {
        List<Step> found = steps.stream()
                .filter(step -> step.step().equals(wanted)
                        || (!wanted.startsWith("/") && step.name().equals(wanted)))
                .toList();
        if (found.isEmpty()) {
            throw Failure.invalid("from_step", "is no step of the job; its steps are listed at …/steps");
        }
        if (found.size() > 1) {
            throw Failure.invalid(
                    "from_step",
                    "names several steps; say which one, such as "
                            + found.getLast().step());
        }
        return found.getFirst();
    }

    /** Which attempt of {@code around} the step is in; 0 where that is no {@code try}. */
    private static int attemptWithin(Step from, Step around) {
        String rest = from.step().substring(around.step().length());
        if (around.kind().equals("run")) {
            throw Failure.invalid("from_step", "is inside another workflow; name " + around.step() + " instead");
        }
        if (around.kind().equals("try") && rest.startsWith("/catch/")) {
            throw Failure.invalid("from_step", "is inside a catch; name " + around.step() + " instead");
        }
        Matcher attempt = ATTEMPT.matcher(rest);
        return around.kind().equals("try") && attempt.lookingAt() ? Integer.parseInt(attempt.group(1)) : 0;
    }

    /** A step to keep; with {@code attempts} as a {@code try} that does that attempt again. */
    record Kept(String step, int attempts) {}

    /** What the journal holds of a step. */
    record Step(
            String step,
            String name,
            String kind,
            String state,
            int seq,
            long startedAt,
            @Nullable Long endedAt) {
        /** Whether {@code other} is around this step. */
        boolean inside(Step other) {
            return step.length() > other.step.length()
                    && step.startsWith(other.step)
                    && "/#~".indexOf(step.charAt(other.step.length())) >= 0;
        }

        /** Of two in one millisecond their numbers tell; entries of older versions have none. */
        boolean endedBefore(Step from) {
            if (endedAt == null || !DONE.contains(state) || step.equals(from.step) || inside(from)) {
                return false;
            }
            return endedAt < from.startedAt || (endedAt == from.startedAt && seq > 0 && seq < from.seq);
        }
    }
}
