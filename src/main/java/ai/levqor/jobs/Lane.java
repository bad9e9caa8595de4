package ai.levqor.jobs;

/**
 * The unit of claiming: jobs of one workflow, key and priority, in order of their time. A lane that is paused, unserved
 * or at its limit is simply not asked, so it can neither starve nor slow another.
 */
record Lane(String workflow, String key, Priority priority) {}
