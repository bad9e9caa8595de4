package ai.levqor.bus;

import io.vertx.core.Future;

/** Where every call of an operation that writes leaves its record. */
@FunctionalInterface
public interface AuditTrail {
    /** Keeps nothing: for receivers of tests. */
    AuditTrail NONE = write -> Future.succeededFuture();

    /** Ends when the record is stored, or could not be and was counted as missing; it never fails. */
    Future<Void> record(Write write);

    /** Counts {@code records} that were lost on their way here. */
    default void missed(int records) {}
}
