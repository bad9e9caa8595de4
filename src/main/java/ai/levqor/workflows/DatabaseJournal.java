package ai.levqor.workflows;

import static io.vertx.core.Future.await;

import ai.levqor.sql.GroupCommit;
import ai.levqor.workflows.RunRepository.Saved;
import ai.levqor.workflows.run.Entry;
import ai.levqor.workflows.run.Journal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The journal of one attempt: what earlier ones left, and group-committed entries of its own. */
final class DatabaseJournal implements Journal {
    private final UUID job;
    private final int attempt;
    private final GroupCommit<Saved, Boolean> commit;
    private final StepMeters meters;
    private final Map<String, Entry> known = new HashMap<>();

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
        if (!await(commit.add(new Saved(job, attempt, entry)))) {
            throw new Superseded(job.toString());
        }
        meters.stored(entry);
    }
}
