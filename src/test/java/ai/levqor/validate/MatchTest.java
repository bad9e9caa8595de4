package ai.levqor.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MatchTest {
    private static final JsonObject JOBS = new JsonObject("""
            {"jobs": [{"id": "a", "state": "queued"}, {"id": "b", "limits": {"rate": null}}], "more": false}""");

    @Test
    void anAnswerMayHaveMore() {
        assertNull(missing("{}"));
        assertNull(missing("{'more': false}"));
        assertNull(missing("{'jobs': []}"));
        assertNull(missing("{'jobs': [{'id': 'b', 'limits': {'rate': null}}]}"));
        assertNull(missing("{'jobs': [{'id': 'b'}, {'state': 'queued'}]}"));
    }

    @Test
    void itTellsWhatIsNotThere() {
        assertEquals("more is false, not true", missing("{'more': true}"));
        assertEquals("other is null, not 1", missing("{'other': 1}"));
        assertEquals(
                "jobs has no {\"id\":\"b\",\"state\":\"queued\"}",
                missing("{'jobs': [{'id': 'b', 'state': 'queued'}]}"));
    }

    private static @Nullable String missing(String wanted) {
        return Match.missing(new JsonObject(wanted.replace('\'', '"')), JOBS);
    }
}
