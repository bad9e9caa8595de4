package ai.levqor.limits;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/** Requests of one limit that the cluster is asked about together. Whoever has one has it alone. */
final class Takes {
    private final List<Take> takes = new ArrayList<>();
    private long back;

    /** A request that waits for its answer, which it gets where it came from. */
    private record Take(Context context, Promise<Usage> answer) {
        void end(Usage usage) {
            context.runOnContext(none -> answer.complete(usage));
        }
    }

    /** So many takes were admitted, and this is what the bucket said last. */
    private record Consumed(long admitted, ConsumptionProbe probe) {}

    boolean isEmpty() {
        return takes.isEmpty() && back == 0;
    }

    /** One more, whose answer comes on {@code context}. */
    Future<Usage> add(Context context) {
        Promise<Usage> answer = Promise.promise();
        takes.add(new Take(context, answer));
        return answer.future();
    }

    /** One that was taken before comes back. */
    void giveBack() {
        back++;
    }

    /** Takes as much as there is, blocking for it; what that returns answers all. */
    Runnable settle(Bucket bucket, Counter counter) {
        if (back > 0) {
            bucket.addTokens(back);
        }
        if (takes.isEmpty()) {
            return () -> counter.more(back);
        }
        Consumed consumed = consume(bucket);
        return () -> {
            Usage last = counter.heard(consumed.probe());
            for (int i = 0; i < takes.size(); i++) {
                takes.get(i).end(last.earlier(consumed.admitted() - 1 - i));
            }
        };
    }

    private Consumed consume(Bucket bucket) {
        long wanted = takes.size();
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(wanted);
        while (!probe.isConsumed() && probe.getRemainingTokens() > 0) {
            // Fewer than that were left, and another node may take some of these meanwhile.
            wanted = probe.getRemainingTokens();
            probe = bucket.tryConsumeAndReturnRemaining(wanted);
        }
        return new Consumed(probe.isConsumed() ? wanted : 0, probe);
    }

    /** Answers all without the cluster. */
    void settleAlone(Counter counter) {
        takes.forEach(take -> take.end(counter.takeAlone()));
        counter.more(back);
    }
}
