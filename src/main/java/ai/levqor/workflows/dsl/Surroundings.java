package ai.levqor.workflows.dsl;

import ai.levqor.workflows.dsl.Parameters.Mistake;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a definition may refer to outside of itself. */
public interface Surroundings {
    /** Where nothing is known of the service: any name may be a worker's, any secret may be there. */
    Surroundings ANY = new Surroundings() {
        @Override
        public boolean isFunction(String name) {
            return BUILT_IN.contains(name);
        }

        @Override
        public @Nullable String refusal(String name) {
            return null;
        }

        @Override
        public boolean hasSecret(String name) {
            return true;
        }
    };

    /** The functions that every installation has. */
    Set<String> BUILT_IN = Set.of("ai.chat", "email.send");

    /** Whether {@code call: name} is a function of the service, and not a worker. */
    boolean isFunction(String name);

    /** What is wrong with {@code call: name}; null when it may be called. */
    @Nullable
    String refusal(String name);

    /** What is wrong with the parameters that a call of {@code name} gives, an object; none where nothing is known. */
    default List<Mistake> mistakes(String name, JsonNode given) {
        return List.of();
    }

    /** Whether the configuration has this secret. */
    boolean hasSecret(String name);
}
