package ai.levqor.bus;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Entity tags and what RFC 9110 says of conditions on them. */
class EntityTagTest {
    private static final JsonObject THING = new JsonObject().put("a", 1).put("b", new JsonObject().put("c", "ü"));
    private static final String TAG = EntityTag.of(THING);

    @Test
    void isMadeOfTheContent() {
        assertEquals(TAG, EntityTag.of(new JsonObject(THING.encode())));
        assertNotEquals(TAG, EntityTag.of(THING.copy().put("a", 2)));
        assertTrue(TAG.matches("\"[A-Za-z0-9_-]{22}\""), TAG);
    }

    @Test
    void ifMatchComparesStrongly() {
        for (String fits :
                List.of("*", " * ", TAG, "\"x\", " + TAG, TAG + ",\"x\"", "\"x\" , W/\"y\",, " + TAG + " ")) {
            assertDoesNotThrow(() -> EntityTag.require(fits, THING), fits);
        }
        assertDoesNotThrow(() -> EntityTag.require(null, THING));
        for (String other : List.of("\"x\"", "W/" + TAG, "\"x\", \"y\"", "\"\"", "\"" + "a,b" + "\"")) {
            Failure failure = assertThrows(Failure.class, () -> EntityTag.require(other, THING), other);
            assertEquals(Code.PRECONDITION_FAILED, failure.code());
            assertEquals(412, failure.code().status());
        }
    }

    @Test
    void ifNoneMatchComparesWeakly() {
        for (String fits : List.of("*", TAG, "W/" + TAG, "\"x\", W/" + TAG)) {
            assertTrue(EntityTag.known(fits, TAG), fits);
        }
        assertTrue(!EntityTag.known("\"x\"", TAG));
        assertTrue(!EntityTag.known(null, TAG));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\"x", "x\"", "\"x\" \"y\"", "w/\"x\"", "\"a b\"", "*, \"x\""})
    void whatIsNoListOfTagsIsRefused(String condition) {
        Failure failure = assertThrows(Failure.class, () -> EntityTag.require(condition, THING));
        assertEquals(Code.INVALID_REQUEST, failure.code());
        assertEquals("If-Match", failure.field());
    }
}
