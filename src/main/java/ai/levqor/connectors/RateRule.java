package ai.levqor.connectors;

import java.time.Duration;

/** So many requests of one credential in a period; they may come in one burst. */
record RateRule(int requests, Duration period) {}
