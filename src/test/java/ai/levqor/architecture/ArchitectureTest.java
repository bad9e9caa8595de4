package ai.levqor.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Who may know whom. Packages come and go with the actors, so a rule about classes that do not exist yet holds; what
 * the rules stand on is checked by {@link #readsTheClasses()}.
 */
class ArchitectureTest {
    private static final String ROOT = "ai.levqor";
    private static final JavaClasses ALL = new ClassFileImporter().importPackages(ROOT);
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    /** What an actor shows: the class that declares its operations. */
    private static final DescribedPredicate<JavaClass> OPERATIONS = describe(
            "declare operations", type -> type.tryGetField("OPERATIONS").isPresent());

    /** What anybody uses who serves jobs: it calls over the bus and is no part of the verticle beside it. */
    private static final DescribedPredicate<JavaClass> WORKERS_API = describe(
            "are the workers' public API",
            type -> Set.of("Workers", "Worker", "Task", "Snooze", "PermanentFailure", "TransientFailure")
                            .contains(type.getSimpleName())
                    && type.getPackageName().equals(ROOT + ".workers"));

    @Test
    void readsTheClasses() {
        assertTrue(actors().containsAll(Set.of("jobs", "callbacks")), actors().toString());
        assertTrue(ALL.contain(ArchitectureTest.class));
        assertTrue(MAIN.contain("ai.levqor.bus.Operation"));
    }

    @Test
    void actorsKnowEachOtherOnlyThroughOperations() {
        for (String actor : actors()) {
            String[] others = Stream.concat(actors().stream(), Stream.of("http", "contract"))
                    .filter(other -> !other.equals(actor))
                    .map(ArchitectureTest::within)
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAnyPackage(others)
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage(within(actor)).and(not(OPERATIONS)).and(not(WORKERS_API)))
                    .because("an actor may run in another process; only its operations reach it there")
                    .check(MAIN);
        }
    }

    @Test
    void onlyTheHttpPackageKnowsHttp() {
        noClasses()
                .that()
                .resideOutsideOfPackage(within("http"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.vertx.ext.web..")
                .check(MAIN);
    }

    @Test
    void onlyTheSqlPackageKnowsJdbc() {
        noClasses()
                .that()
                .resideOutsideOfPackage(within("sql"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..")
                .check(MAIN);
    }

    @Test
    void theBusKnowsNoOtherPackage() {
        classes()
                .that()
                .resideInAPackage(within("bus"))
                .should()
                .onlyDependOnClassesThat(resideInAPackage(within("bus")).or(resideOutsideOfPackages(ROOT + "..")))
                .check(MAIN);
    }

    @Test
    void servicesKnowNeitherMessagesNorRequests() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("Service")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx.core.eventbus..", "io.vertx.ext.web..")
                .because("a service takes and returns records; its verticle is the table of messages")
                .allowEmptyShould(true)
                .check(MAIN);
    }

    @Test
    void nothingIsInjectedIntoFields() {
        NO_CLASSES_SHOULD_USE_FIELD_INJECTION.check(MAIN);
    }

    @Test
    void namesSayWhatAClassIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Common|Commons)(\\$.*)?")
                .check(ALL);
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..manager..")
                .check(ALL);
    }

    @Test
    void onlyTheCommandLinePrints() {
        noClasses()
                .that()
                .resideOutsideOfPackage(within("cli"))
                .should(ACCESS_STANDARD_STREAMS)
                .check(MAIN);
    }

    @Test
    void nobodySleeps() {
        noClasses()
                .should()
                .callMethodWhere(describe(
                        "sleep",
                        call -> call.getTarget().getName().equals("sleep")
                                && call.getTargetOwner().isAssignableTo(Thread.class)))
                .because("waiting is for a signal or a timer, in tests as well")
                .check(ALL);
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching(ROOT + ".(*)..")
                .should()
                .beFreeOfCycles()
                // Two actors may call each other: the operations are messages, and depend on the bus alone.
                .ignoreDependency(alwaysTrue(), OPERATIONS)
                .check(MAIN);
    }

    @Test
    void operationsDependOnTheBusAlone() {
        classes()
                .that(OPERATIONS)
                .should()
                .onlyDependOnClassesThat(
                        OPERATIONS.or(resideInAPackage(within("bus"))).or(resideOutsideOfPackages(ROOT + "..")))
                .check(MAIN);
    }

    /** The packages that hold an actor: they have its verticle, or already its operations. */
    private static Set<String> actors() {
        return MAIN.stream()
                .filter(type -> deployable(type) || OPERATIONS.test(type))
                .map(type -> type.getPackageName().substring(ROOT.length()).split("\\.", -1))
                .filter(steps -> steps.length > 1)
                .map(steps -> steps[1])
                .filter(actor -> !actor.equals("http"))
                .collect(Collectors.toSet());
    }

    private static boolean deployable(JavaClass type) {
        return type.getSimpleName().endsWith("Verticle") && !type.getModifiers().contains(JavaModifier.ABSTRACT);
    }

    private static String within(String name) {
        return ROOT + "." + name + "..";
    }
}
