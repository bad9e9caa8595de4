package ai.levqor.workers;

import io.vertx.core.json.JsonObject;

/**
 * One attempt at a job, as its worker gets it.
 *
 * @param jobId the same on every attempt: what to make effects idempotent by
 * @param workflow what the job asked for
 * @param attempt the number of the attempt, from 1
 * @param maxAttempts after how many the job fails
 * @param payload the job's input, the worker's own copy
 */
public record Task(String jobId, String workflow, int attempt, int maxAttempts, JsonObject payload) {
    /**
     * Reads the message that the queue sends.
     *
     * @throws PermanentFailure when it is none
     */
    static Task of(Object body) {
        if (body instanceof JsonObject message
                && message.getValue("job_id") instanceof String jobId
                && message.getValue("workflow") instanceof String workflow
                && message.getValue("payload") instanceof JsonObject payload) {
            return new Task(
                    jobId, workflow, message.getInteger("attempt", 1), message.getInteger("max_attempts", 1), payload);
        }
        throw new PermanentFailure("A worker takes {job_id, workflow, attempt, max_attempts, payload} only.");
    }

    /** Without the payload, which may hold personal data. */
    @Override
    public String toString() {
        return "job " + jobId + " (" + workflow + "), attempt " + attempt + " of " + maxAttempts;
    }
}
