package ai.levqor.jobs;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Reply;
import ai.levqor.idempotency.AnswerRepository;
import ai.levqor.people.Person;
import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Sql;
import ai.levqor.sql.Uuid7;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells and forgets the jobs and schedules of a person and of the person's keys. What still waits or runs is cancelled
 * first. What other programs submitted is theirs who run them, and goes with its retention.
 */
final class JobsOfPerson {
    private static final int PAGE = 500;

    private static final UUID NEWEST = Uuid7.floor((1L << 48) - 1);

    private static final Sql SCHEDULES = Sql.of("select * from schedules where owner = #{owner} order by name");

    private static final Sql DELETE_SCHEDULES = Sql.of("delete from schedules where owner = #{owner}");

    private static final String OLD = """
            delete from finished_jobs where id in (
                select f.id from finished_jobs f where f.owner = #{owner} %s and f.id < #{before}
                order by f.id desc limit #{chunk})
            returning id
            """;

    private static final Sql DELETE_OF_ACCOUNT = Sql.of(OLD.formatted("and substr(f.owner, 1, 8) = 'account:'"));

    /** There is no index for the jobs of keys: each row is looked at once. */
    private static final Sql DELETE_OF_KEY = Sql.of(OLD.formatted(""));

    private static final Sql DELETE_BATCHES = Sql.of("delete from batches where owner = #{owner}");

    private static final Sql DELETE_KEYS = Sql.of("delete from job_keys where owner = #{owner}");

    private final Database database;
    private final JobRepository jobs;
    private final AnswerRepository answers;
    private final Consumer<UUID> cancel;

    /** {@code cancel} ends a job that waits or runs; it may fail with {@code conflict} when it has ended. */
    JobsOfPerson(Database database, JobRepository jobs, Consumer<UUID> cancel) {
        this.database = database;
        this.jobs = jobs;
        this.answers = new AnswerRepository(database);
        this.cancel = cancel;
    }

    Reply export(Person person) {
        var data = new JsonArray();
        for (String owner : person.callers()) {
            await(database.query(SCHEDULES, Params.of("owner", owner)))
                    .forEach(row -> data.add(
                            new JsonObject().put("schedule", Schedule.of(row).json())));
            all(owner, null).forEach(job -> data.add(job.full()));
        }
        return () -> new JsonObject().put("data", data);
    }

    Reply forget(Person person) {
        int forgotten = 0;
        for (String owner : person.callers()) {
            Params params = Params.of("owner", owner);
            forgotten += await(database.update(DELETE_SCHEDULES, params)).rowCount();
            for (State state : List.of(State.QUEUED, State.RUNNING)) {
                all(owner, state).forEach(job -> cancel(job.id()));
            }
            forgotten += delete(owner);
            await(database.update(DELETE_BATCHES, params));
            await(database.update(DELETE_KEYS, params));
            await(answers.deleteOf(owner));
        }
        int went = forgotten;
        return () -> new JsonObject().put("forgotten", went);
    }

    private void cancel(UUID job) {
        try {
            cancel.accept(job);
        } catch (Failure ended) {
            if (ended.code() != Code.CONFLICT && ended.code() != Code.NOT_FOUND) {
                throw ended;
            }
        }
    }

    private int delete(String owner) {
        Sql delete = owner.startsWith(JobRepository.PEOPLE) ? DELETE_OF_ACCOUNT : DELETE_OF_KEY;
        int all = 0;
        List<UUID> deleted;
        UUID before = NEWEST;
        do {
            Params params = Params.of("owner", owner).and("before", before).and("chunk", PAGE);
            deleted = await(database.transaction(session -> session.run(delete, params)
                    .compose(rows -> {
                        var ids = new ArrayList<UUID>();
                        rows.forEach(row -> ids.add(row.getUUID("id")));
                        var old = new Rows();
                        ids.forEach(old::add);
                        return Retention.attached(session, old).map(ids);
                    })));
            all += deleted.size();
            before = deleted.isEmpty() ? before : Collections.min(deleted);
        } while (deleted.size() == PAGE);
        return all;
    }

    private List<Job> all(String owner, @Nullable State state) {
        List<Job> found = new ArrayList<>();
        List<Job> page;
        UUID before = NEWEST;
        do {
            page = await(jobs.list(before, state, null, null, owner, PAGE));
            found.addAll(page);
            before = page.isEmpty() ? before : page.getLast().id();
        } while (page.size() == PAGE);
        return found;
    }
}
