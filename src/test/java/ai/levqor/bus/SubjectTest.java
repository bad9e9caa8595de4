package ai.levqor.bus;

import static ai.levqor.bus.Operation.command;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.contract.Catalog;
import ai.levqor.contract.Schemas;
import ai.levqor.people.PersonalData;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The audit row of every operation that writes says what it acted on. */
class SubjectTest {
    private static final String OWN = "acts on what the caller has, whom the row names";

    /** Those that act on nothing in particular, and why. */
    private static final Map<String, String> WITHOUT = Map.of(
            "auth.magic_link",
            "an address is not kept, and whether it has an account is told to nobody",
            "auth.bind_session",
            OWN,
            "auth.sign_out",
            OWN,
            "auth.sign_out_everywhere",
            OWN,
            "callbacks.rotate",
            "there is one set of signing secrets",
            "connectors.rotate",
            "there is one set of keys for credentials");

    /** What may be a secret or a person's address, or leads to one. */
    private static final Set<String> NEVER =
            Set.of("address", "body", "code", "email", "key", "link", "secret", "session", "state", "token", "url");

    private static final Schemas SCHEMAS = new Schemas();

    private static final List<Operation> COMMANDS =
            all().filter(Operation::writes).toList();

    static List<Operation> commands() {
        return COMMANDS;
    }

    /** Also those that only the service itself calls, which are in no document. */
    private static Stream<Operation> all() {
        Map<String, Operation> all = new TreeMap<>();
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("ai.levqor").stream()
                        .flatMap(type -> type.getFields().stream())
                        .filter(field -> field.getRawType().isEquivalentTo(Operation.class)
                                && field.getModifiers().contains(JavaModifier.STATIC))
                        .map(SubjectTest::value)
                        .forEach(operation -> all.put(operation.name(), operation));
        Operation forget = PersonalData.forget("any");
        all.put(forget.name(), forget);
        assertTrue(all.values().containsAll(Catalog.operations()));
        return all.values().stream();
    }

    private static Operation value(JavaField found) {
        Field field = found.reflect();
        field.setAccessible(true);
        try {
            return (Operation) field.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> subjects(Operation operation) {
        return SCHEMAS.examples(operation.request()).stream()
                .flatMap(input ->
                        SCHEMAS.examples(operation.reply()).stream().map(reply -> Subject.of(operation, input, reply)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void saysWhatItActedOn(Operation operation) {
        boolean says = subjects(operation).stream().anyMatch(subject -> !subject.isEmpty());
        assertEquals(
                !WITHOUT.containsKey(operation.name()),
                says,
                () -> operation.name()
                        + " has neither a name in its path, nor an id in its answer; declare its subject");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void saysNothingSecretAndNoAddress(Operation operation) {
        assertTrue(operation.subject().stream().noneMatch(NEVER::contains), operation::name);
        for (String subject : subjects(operation)) {
            assertFalse(subject.contains("@") || subject.contains("?"), subject);
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void namesMembersThatThereAre(Operation operation) {
        for (String member : operation.subject()) {
            assertTrue(
                    Stream.of(operation.request(), operation.reply())
                            .anyMatch(schema -> SCHEMAS.schema(schema)
                                    .getJsonObject("properties")
                                    .containsKey(member)),
                    () -> operation.name() + " has no " + member);
        }
    }

    @Test
    void onlyOperationsThatThereAreHaveNone() {
        assertTrue(commands().stream().map(Operation::name).toList().containsAll(WITHOUT.keySet()));
    }

    @Test
    void whatWasAnsweredCountsMoreThanWhatWasAsked() {
        Operation create =
                command("x.create", "X").post("/x").subject("name", "version").fails();
        var input = new JsonObject().put("name", "asked").put("version", 1);
        assertEquals(
                "made/2",
                Subject.of(create, input, new JsonObject().put("name", "made").put("version", 2)));
        assertEquals("asked/1", Subject.of(create, input, null));
        assertEquals("", Subject.of(create, null, null));
    }

    @Test
    void whatNobodyCheckedYetIsNoSubjectUnlessItIsAnId() {
        Operation create =
                command("x.create", "X").post("/x/{at}").subject("name").fails();
        var input = new JsonObject().put("name", new JsonObject().put("password", "swordfish-91"));
        assertEquals("", Subject.of(create, input.put("at", new JsonArray().add("swordfish-91")), null));
        assertEquals("here", Subject.of(create, input.put("at", "here"), null));
    }
}
