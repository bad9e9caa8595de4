package ai.levqor.config;

/** What a process is for; production refuses what is convenient only on a developer's machine. */
public enum Profile {
    DEVELOPMENT,
    PRODUCTION
}
