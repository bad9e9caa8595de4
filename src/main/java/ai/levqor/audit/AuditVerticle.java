package ai.levqor.audit;

import ai.levqor.config.AuditSettings;
import ai.levqor.ledger.AnchorSeal;
import ai.levqor.ledger.LedgerRepository;
import ai.levqor.node.Actor;
import ai.levqor.node.Kernel;
import io.vertx.core.Future;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers for the audit trail of all nodes, and forgets what is past its retention. */
public final class AuditVerticle extends Actor {
    private static final Logger LOG = LoggerFactory.getLogger(AuditVerticle.class);
    private static final Duration INTERVAL = Duration.ofHours(1);

    /** The audit actor of this process. */
    public AuditVerticle(Kernel kernel) {
        super(kernel);
    }

    @Override
    protected Future<?> open() {
        var ledger = new LedgerRepository(kernel.database(), new AnchorSeal(kernel.secret()));
        var audit = new AuditService(ledger, kernel.clock());
        on(Audit.LIST, AuditService::filter, audit::list);
        on(Audit.VERIFY, request -> request, audit::verify);
        on(Audit.COVERAGE, request -> request, audit::coverage);
        Duration retention =
                kernel.settings().section("audit", AuditSettings.class).retention();
        vertx.setPeriodic(INTERVAL.toMillis(), none -> forget(ledger, retention));
        return Future.succeededFuture();
    }

    private void forget(LedgerRepository ledger, Duration retention) {
        ledger.forget(kernel.clock().millis() - retention.toMillis())
                .onFailure(cause -> LOG.warn("old audit rows stay until the next look: {}", cause.toString()))
                .onSuccess(forgotten -> {
                    if (forgotten > 0) {
                        forget(ledger, retention);
                    }
                });
    }
}
