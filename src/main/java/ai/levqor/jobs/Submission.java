package ai.levqor.jobs;

import ai.levqor.bus.Write;

/** A job that somebody submits, and the audit record of that. */
record Submission(NewJob job, Write write) {
    /**
     * Whether the record is committed with the job. With an idempotency key it cannot be: what the answer says, and of which
     * job, is known only when the key was looked up.
     */
    boolean recorded() {
        return job.idempotencyKey() == null;
    }
}
