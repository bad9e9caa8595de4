package ai.levqor.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two nodes, one with {@code --only http} and one with {@code --except http}, run every verticle once. */
class AllButTest {
    private static final List<String> ALL =
            Descriptor.all().stream().map(Descriptor::name).toList();

    @Test
    void namesTheRest() {
        List<String> rest = ALL.stream().filter(name -> !name.equals("http")).toList();
        assertEquals(rest, List.copyOf(Descriptor.allBut(Set.of("http"))));
    }

    @Test
    void somethingIsLeft() {
        assertThrows(IllegalArgumentException.class, () -> Descriptor.allBut(Set.copyOf(ALL)));
        assertThrows(IllegalArgumentException.class, () -> Descriptor.allBut(Set.of("nope")));
    }
}
