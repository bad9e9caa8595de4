package ai.levqor.config;

import java.time.Duration;

/**
 * The AI provider: section {@code ai}.
 *
 * @param url base of an OpenAI-compatible API; empty where there is none
 * @param key its API key; empty sends none
 * @param model the model of requests that name none
 * @param timeout how long a chat may take in all, retries included
 * @param maxAttempts attempts at one chat
 * @param maxRunning chats that one node has under way at a time
 */
public record AiSettings(String url, String key, String model, Duration timeout, int maxAttempts, int maxRunning) {
    private static final int MAX_MODEL = 200;

    public AiSettings {
        Check.section("ai")
                .that(url.isEmpty() || HttpAddress.valid(url), "url", url, HttpAddress.FORM)
                .that(key.chars().allMatch(c -> c > ' ' && c < 0x7f), "key", key, "a key of visible ASCII characters")
                .that(model.length() <= MAX_MODEL, "model", model, "at most " + MAX_MODEL + " characters")
                .range("timeout", timeout, "1s", "1h")
                .range("max-attempts", maxAttempts, 1, 10)
                .range("max-running", maxRunning, 1, 1_000)
                .done();
    }

    /** Whether there is a provider to ask. */
    public boolean configured() {
        return !url.isEmpty();
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "AiSettings[url=" + url + ", model=" + model + ", timeout=" + timeout + "]";
    }
}
