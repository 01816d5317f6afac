package cz.statex.aiworkers.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/**
 * The house rules of docs/architecture.md, checked on the classes of the module that extends it. Not one of them is a
 * matter of taste alone: each keeps a technology at its edge, a task readable or a test honest.
 */
public abstract class ArchitectureContract {

    private static final String ROOT = "cz.statex.aiworkers";
    private static final int MAX_TYPES_PER_PACKAGE = 15;

    /** The layers of worker-core, lowest first; a layer may import the ones before it. */
    private static final List<List<String>> CORE_LAYERS = List.of(
            List.of("task"),
            List.of("checkpoint"),
            List.of("torchscript"),
            List.of("model", "input"),
            List.of("generation"),
            List.of("execution"),
            List.of("registry", "query"),
            List.of("broker", "store", "cache", "djl", "observation"),
            List.of("lifecycle"),
            List.of("config"));

    /** A technology and the packages that may import it. */
    private static final Map<String, List<String>> SOLE_IMPORTERS = Map.ofEntries(
            Map.entry("com.networknt..", List.of("..orchestrator.schema..")),
            Map.entry("com.github.victools..", List.of("..orchestrator.schema..")),
            Map.entry("picocli..", List.of("..cli..")),
            Map.entry("org.springframework.amqp..", List.of("..core.broker..", "..core.config..", "..local..")),
            Map.entry("jakarta.persistence..", List.of("..core.store..", "..core.config..")),
            Map.entry("org.flywaydb..", List.of("..core.store..", "..core.config..")),
            Map.entry("io.lettuce..", List.of("..core.cache..", "..core.config..")),
            Map.entry("com.github.benmanes.caffeine..", List.of("..core.cache..")),
            Map.entry("io.micrometer..", List.of("..core.observation..", "..core.config..")),
            Map.entry(
                    "io.opentelemetry..",
                    List.of("..core.observation..", "..core.config..", "..orchestrator.client..")),
            Map.entry("com.sun.jna..", List.of("..core.djl..")),
            Map.entry("com.google.protobuf..", List.of("..core.checkpoint..", "..text.model..")),
            Map.entry("ai.djl.huggingface..", List.of("..text.model..", "..recipe..")),
            Map.entry(
                    "ai.djl..",
                    List.of("..core.djl..", "..core.config..", "..text.model..", "..local..", "..recipe..")),
            Map.entry("org.springframework.ai..", List.of("..text.provider..")),
            Map.entry("okhttp3..", List.of("..text.provider..")),
            Map.entry("org.eclipse.aether..", List.of("..core.model.source..")),
            Map.entry("org.apache.maven..", List.of("..core.model.source..")),
            Map.entry("software.amazon..", List.of("..core.model.source..")),
            Map.entry("ai.onnxruntime..", List.of("..aiworkers.reference..")),
            Map.entry("com.github.pemistahl..", List.of("..text.model..", "..text.analysis..")),
            Map.entry("org.apache.qpid..", List.of("..embedded..")));

    /** Packages that are plain Java: they know no framework and no technology, only what {@link #PLAIN} lists. */
    private static final String[] PLAIN_PACKAGES = {
        "..core.task..",
        "..core.generation..",
        "..core.model",
        "..core.model.batch..",
        "..core.execution..",
        "..core.registry..",
        "..core.query.."
    };

    /** The JDK (primitives have no package), what is ours, logging, JSON and the marks of what may be null. */
    private static final String[] PLAIN = {"", "java..", ROOT + "..", "org.slf4j..", "tools.jackson..", "org.jspecify.."
    };

    private final JavaClasses main;
    private final JavaClasses all;

    /** Imports the module's own packages, the root package's sub-packages named here, from class files and jars. */
    protected ArchitectureContract(String... subPackages) {
        String[] packages = java.util.Arrays.stream(subPackages)
                .map(name -> ROOT + "." + name)
                .toArray(String[]::new);
        main = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .withImportOption(new ImportOption.DoNotIncludeJars())
                .importPackages(packages);
        all = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeJars())
                .importPackages(packages);
        assertThat(main).as("main classes of %s", List.of(packages)).isNotEmpty();
    }

    @Test
    void noPackageIsPartOfAnImportCycle() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(main);
    }

    @Test
    void layersOfCoreImportDownwardsOnlyAndAdaptersNeverEachOther() {
        for (int layer = 0; layer < CORE_LAYERS.size(); layer++) {
            for (String name : CORE_LAYERS.get(layer)) {
                String[] forbidden = CORE_LAYERS.subList(layer, CORE_LAYERS.size()).stream()
                        .flatMap(List::stream)
                        .filter(other -> !other.equals(name))
                        .map(other -> ROOT + ".core." + other + "..")
                        .toArray(String[]::new);
                if (forbidden.length > 0) {
                    noClasses()
                            .that()
                            .resideInAPackage(ROOT + ".core." + name + "..")
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(forbidden)
                            .allowEmptyShould(true)
                            .check(main);
                }
            }
        }
    }

    @Test
    void technologiesStayInTheirPackages() {
        SOLE_IMPORTERS.forEach((technology, importers) -> noClasses()
                .that()
                .resideOutsideOfPackages(importers.toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(technology)
                .allowEmptyShould(true)
                .check(main));
    }

    @Test
    void theHeartOfCoreIsPlainJava() {
        classes()
                .that()
                .resideInAnyPackage(PLAIN_PACKAGES)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(PLAIN)
                .allowEmptyShould(true)
                .check(main);
    }

    @Test
    void theClientIsALeaf() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".orchestrator..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "jakarta.persistence..", "ai.djl..", ROOT + ".core..")
                .allowEmptyShould(true)
                .check(main);
    }

    @Test
    void oneModalityImportsAnothersAnalysisOnly() {
        List<String> modalities = List.of("text", "audio", "document", "multimodal");
        for (String importer : modalities) {
            String[] forbidden = modalities.stream()
                    .filter(other -> !other.equals(importer))
                    .flatMap(other -> java.util.stream.Stream.of("model", "worker", "pdf", "signal", "fusion")
                            .map(part -> ROOT + "." + other + "." + part + ".."))
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "." + importer + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(forbidden)
                    .allowEmptyShould(true)
                    .check(main);
        }
    }

    @Test
    void timeComesFromAClockAndNothingSleeps() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(all);
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", java.time.Duration.class)
                .check(all);
        noClasses().should().callMethod(Instant.class, "now").check(all);
        noClasses().should().callMethod(LocalDate.class, "now").check(all);
        noClasses().should().callMethod(LocalDateTime.class, "now").check(all);
        noClasses().should().callMethod(System.class, "currentTimeMillis").check(main);
    }

    @Test
    void onlyCommandLinesReadTheEnvironmentAndEndTheProcess() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..cli..")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .allowEmptyShould(true)
                .check(main);
    }

    @Test
    void namesSayWhatATypeIs() {
        classes()
                .should()
                .haveSimpleNameNotEndingWith("Impl")
                .andShould()
                .haveSimpleNameNotEndingWith("Util")
                .andShould()
                .haveSimpleNameNotEndingWith("Utils")
                .andShould()
                .haveSimpleNameNotEndingWith("Helper")
                .check(main);
    }

    @Test
    void packagesAreSmallAndNullMarked() {
        Map<String, TreeSet<String>> types = new TreeMap<>();
        for (JavaClass type : main) {
            if (!type.getName().contains("$") && !type.getSimpleName().equals("package-info")) {
                types.computeIfAbsent(type.getPackageName(), name -> new TreeSet<>())
                        .add(type.getSimpleName());
            }
        }
        assertThat(types)
                .allSatisfy((name, members) ->
                        assertThat(members).as(name).hasSizeLessThanOrEqualTo(MAX_TYPES_PER_PACKAGE));
        assertThat(types.keySet().stream()
                        .filter(name -> !isNullMarked(main.getPackage(name)))
                        .collect(Collectors.toList()))
                .as("packages without a @NullMarked package-info")
                .isEmpty();
    }

    private static boolean isNullMarked(JavaPackage javaPackage) {
        return javaPackage.isAnnotatedWith(NullMarked.class);
    }
}
