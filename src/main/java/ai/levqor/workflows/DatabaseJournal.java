package ai.levqor.workflows;

import static io.vertx.core.Future.await;

import ai.levqor.sql.GroupCommit;
import ai.levqor.workflows.RunRepository.Saved;
import ai.levqor.workflows.run.Entry;
import ai.levqor.workflows.run.Journal;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The journal of one attempt: what earlier ones left, and group-committed entries of its own. */
final class DatabaseJournal implements Journal {
    /** Few enough that the runs of a node together do not overload the group commit. */
    private static final int MAX_PENDING = 16;

    private final UUID job;
    private final int attempt;
    private final GroupCommit<Saved, Boolean> commit;
    private final StepMeters meters;
    private final Map<String, Entry> known = new HashMap<>();
    private final LinkedHashMap<String, Future<Boolean>> pending = new LinkedHashMap<>();

    DatabaseJournal(UUID job, int attempt, List<Entry> entries, GroupCommit<Saved, Boolean> commit, StepMeters meters) {
        this.meters = meters;
        this.job = job;
        this.attempt = attempt;
        this.commit = commit;
        entries.forEach(entry -> known.put(entry.step(), entry));
    }

    @Override
    public @Nullable Entry find(String step) {
        return known.get(step);
    }

    @Override
    public void save(Entry entry) {
        Future<Boolean> before = pending.remove(entry.step());
        if (before != null) {
            check(before); // one statement cannot write a row twice
        }
        if (pending.size() >= MAX_PENDING) {
            settle();
        }
        pending.put(entry.step(), commit.add(new Saved(job, attempt, entry)).onSuccess(held -> {
            if (held) {
                meters.stored(entry);
            }
        }));
    }

    @Override
    public void settle() {
        while (!pending.isEmpty()) {
            check(pending.pollFirstEntry().getValue());
        }
    }

    private void check(Future<Boolean> stored) {
        if (!await(stored)) {
            throw new Superseded(job.toString());
        }
    }
}
