package ai.levqor.jobs;

import ai.levqor.jobs.NewJob.Receipt;
import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Session;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Stores batches, each whole or not at all. A batch with an idempotency key is committed together with its answer, so
 * that a repetition gets the same one, whenever the process died.
 */
final class BatchRepository {
    // A key's time is over after a day; it may then stand for another batch.
    private static final Sql FREE_KEY = Sql.of("""
            update batches set idempotency_key = null, fingerprint = null, answer = null
            where owner = #{owner} and idempotency_key = #{key} and created_at < #{expired}
            """);

    private static final Sql ADD = Sql.of("""
            insert into batches (id, owner, total, created_at, idempotency_key, fingerprint)
            values (#{id}, #{owner}, #{total}, #{createdAt}, #{key}, #{fingerprint})
            on conflict (owner, idempotency_key) do nothing
            returning id
            """);

    private static final Sql FIND =
            Sql.of("select fingerprint, answer from batches where owner = #{owner} and idempotency_key = #{key}");

    private static final Sql ANSWERED = Sql.of("update batches set answer = #{answer} where id = #{id}");

    private static final Sql DROP = Sql.of("delete from batches where id = #{id}");

    private static final Sql COUNT = Sql.of("update batches set total = #{total} where id = #{id}");

    private final Database database;

    BatchRepository(Database database) {
        this.database = database;
    }

    /**
     * Stores a batch, unless it repeats one, and answers its id and a receipt for each job, in order. Fails with
     * {@code idempotency_mismatch} when one of its keys was used for something else.
     */
    Future<JsonObject> insert(NewBatch batch) {
        return database.transaction(session ->
                take(session, batch).compose(taken -> taken ? store(session, batch) : repeated(session, batch)));
    }

    private static Future<Boolean> take(Session session, NewBatch batch) {
        String key = batch.idempotencyKey();
        Future<?> freed = key == null
                ? Future.succeededFuture()
                : session.run(
                        FREE_KEY,
                        Params.of("owner", batch.owner())
                                .and("key", key)
                                .and("expired", batch.createdAt() - IntakeRepository.KEY_LIFE_MS));
        return freed.compose(none -> session.run(
                        ADD,
                        Params.of("id", batch.id())
                                .and("owner", batch.owner())
                                .and("total", batch.jobs().size())
                                .and("createdAt", batch.createdAt())
                                .and("key", key)
                                .and("fingerprint", batch.fingerprint())))
                .map(rows -> rows.size() > 0);
    }

    private static Future<JsonObject> repeated(Session session, NewBatch batch) {
        return session.run(FIND, Params.of("owner", batch.owner()).and("key", batch.idempotencyKey()))
                .map(rows -> {
                    Row first = rows.iterator().next();
                    if (!first.getString("fingerprint").equals(batch.fingerprint())) {
                        throw Submissions.mismatch("idempotency_key");
                    }
                    return new JsonObject(first.getString("answer"));
                });
    }

    private static Future<JsonObject> store(Session session, NewBatch batch) {
        return IntakeRepository.insert(session, batch.jobs())
                .compose(receipts -> {
                    for (int i = 0; i < receipts.size(); i++) {
                        if (receipts.get(i).mismatch()) {
                            return Future.failedFuture(Submissions.mismatch("jobs[" + i + "].idempotency_key"));
                        }
                    }
                    return counted(session, batch.id(), receipts);
                })
                .compose(answer -> batch.idempotencyKey() == null
                        ? Future.succeededFuture(answer)
                        : session.run(ANSWERED, Params.of("id", batch.id()).and("answer", answer.encode()))
                                .map(answer));
    }

    /** A repetition is the batch that it repeats; of a mixture only the new jobs are this batch's. */
    private static Future<JsonObject> counted(Session session, UUID batch, List<Receipt> receipts) {
        long fresh = receipts.stream().filter(receipt -> !receipt.duplicate()).count();
        if (fresh == receipts.size()) {
            return Future.succeededFuture(answer(batch, receipts));
        }
        UUID first = receipts.getFirst().batch();
        if (fresh == 0 && first != null && receipts.stream().allMatch(receipt -> first.equals(receipt.batch()))) {
            return session.run(DROP, Params.of("id", batch)).map(answer(first, receipts));
        }
        return session.run(COUNT, Params.of("id", batch).and("total", fresh)).map(answer(batch, receipts));
    }

    private static JsonObject answer(@Nullable UUID batch, List<Receipt> receipts) {
        return new JsonObject()
                .put("batch_id", String.valueOf(batch))
                .put("jobs", new JsonArray(receipts.stream().map(Receipt::json).toList()));
    }
}
