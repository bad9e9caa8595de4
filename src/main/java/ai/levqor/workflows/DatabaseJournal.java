package ai.levqor.workflows;

import static io.vertx.core.Future.await;

import ai.levqor.workflows.RunRepository.Saved;
import ai.levqor.workflows.run.Entry;
import ai.levqor.workflows.run.Journal;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The journal of one attempt: what earlier ones left, and group-committed entries of its own. */
final class DatabaseJournal implements Journal {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseJournal.class);

    /** Few enough that the runs of a node together do not overload the group commit. */
    private static final int MAX_PENDING = 16;

    /** A step that takes longer is shown while it is under way. */
    private static final long SLOW_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Journals journals;
    private final UUID job;
    private final int attempt;
    private final Map<String, Entry> known = new HashMap<>();
    private final Map<String, Begun> begun = new HashMap<>();
    private final Map<String, Entry> open = new HashMap<>();
    private final List<String> cancelled = new ArrayList<>();
    private final ArrayDeque<Future<Boolean>> pending = new ArrayDeque<>();
    private int seq;

    DatabaseJournal(Journals journals, UUID job, int attempt, List<Entry> entries, int seq) {
        this.journals = journals;
        this.job = job;
        this.attempt = attempt;
        this.seq = seq;
        entries.forEach(entry -> {
            known.put(entry.step(), entry);
            track(entry);
        });
    }

    @Override
    public @Nullable Entry find(String step) {
        return known.get(step);
    }

    private void track(Entry entry) {
        if (entry.open()) {
            open.put(entry.step(), entry);
        } else {
            open.remove(entry.step());
        }
    }

    @Override
    public void cancel(String step, long now) {
        cancelled.add(step);
        for (Entry entry : List.copyOf(open.values())) {
            if (inside(entry.step(), step)) {
                save(entry.cancelled(now));
            }
        }
        begun.keySet().removeIf(one -> inside(one, step));
    }

    /** Whether a step is another one, or a part of it: what follows its name then is no letter of a longer one. */
    private static boolean inside(String step, String other) {
        return step.equals(other) || (step.startsWith(other) && "/#~@".indexOf(step.charAt(other.length())) >= 0);
    }

    @Override
    public void began(Entry entry) {
        if (cancelled.stream().anyMatch(branch -> inside(entry.step(), branch))) {
            return;
        }
        begun.put(entry.step(), new Begun(entry, System.nanoTime()));
    }

    /** Keeps what has been under way for long. */
    void keepSlow() {
        long now = System.nanoTime();
        for (Begun slow : List.copyOf(begun.values())) {
            if (now - slow.at() >= SLOW_NS) {
                begun.remove(slow.entry().step());
                track(slow.entry());
                journals.save(new Saved(job, attempt, slow.entry(), ++seq))
                        .onFailure(cause -> LOG.debug("a step of {} is not shown: {}", job, cause.toString()));
            }
        }
    }

    @Override
    public void save(Entry given) {
        // A branch that is cancelled may still be on its way to a step that waits.
        boolean late = given.open() && cancelled.stream().anyMatch(branch -> inside(given.step(), branch));
        Entry entry = late ? given.cancelled(given.startedAt()) : given;
        begun.remove(entry.step());
        track(entry);
        if (pending.size() >= MAX_PENDING) {
            settle();
        }
        pending.add(journals.save(new Saved(job, attempt, entry, ++seq)));
        String level = level(entry.state());
        if (level != null && entry.error() != null) {
            String message = entry.state().name().toLowerCase(Locale.ROOT) + ": "
                    + entry.error().path("title").asText() + " "
                    + entry.error().path("detail").asText();
            await(journals.log(job, attempt, level, entry.step(), message.strip())
                    .otherwise(cause -> {
                        LOG.warn("cannot add to the log of job {}: {}", job, cause.toString());
                        return null;
                    }));
        }
    }

    @Override
    public void settle() {
        // Those that there are now: what other branches of a fork add meanwhile is not what this one builds on. Each
        // stays until it is durable, so that no branch passes over what another one awaits.
        for (Future<Boolean> one : List.copyOf(pending)) {
            if (!await(one)) {
                throw new Superseded(job.toString());
            }
            pending.remove(one);
        }
    }

    /** What is worth a line beside the history of the steps. */
    private static @Nullable String level(Entry.State state) {
        return switch (state) {
            case FAILED -> "error";
            case RETRYING, CAUGHT -> "warn";
            default -> null;
        };
    }

    private record Begun(Entry entry, long at) {}
}
