package ai.levqor.audit;

import ai.levqor.ledger.LedgerRepository;
import ai.levqor.node.Actor;
import ai.levqor.node.Kernel;
import io.vertx.core.Future;

/** Answers for the audit trail of all nodes. */
public final class AuditVerticle extends Actor {
    /** The audit actor of this process. */
    public AuditVerticle(Kernel kernel) {
        super(kernel);
    }

    @Override
    protected Future<?> open() {
        var audit = new AuditService(new LedgerRepository(kernel.database()), kernel.clock());
        on(Audit.LIST, AuditService::filter, audit::list);
        on(Audit.VERIFY, request -> request, audit::verify);
        on(Audit.COVERAGE, request -> request, audit::coverage);
        return Future.succeededFuture();
    }
}
