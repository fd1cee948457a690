package org.rankferry.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/** Keeps the arrows between packages pointing one way. */
class ArchitectureTest {
    private static final String ROOT = "org.rankferry.";

    /** From the ground up: a package uses only itself and those before it. */
    private static final List<String> LAYERS = List.of(
        "protocol.wire.codec", "protocol.wire", "protocol.image", "protocol.session",
        "bufferpool", "bufferpool.directory",
        "engine.nativeio", "engine.api", "engine.observe", "engine.transport", "engine.transport.rdma.device",
        "engine.transport.rdma.library", "engine.transport.rdma", "engine.transport.rdma.fabric",
        "engine.transport.shm", "engine.transport.tcp", "engine.doctor", "engine.store", "engine.store.set",
        "engine.store.slab", "engine.synthetic", "engine.agent", "engine.health", "engine.backplane",
        "engine.backplane.cluster", "engine.coordinator", "engine.rank", "engine.checkpoint", "engine.source",
        "engine.target", "engine", "engine.coordinator.job", "engine.coordinator.node", "engine.coordinator.manager",
        "engine.demo", "engine.cli");

    private static final JavaClasses CLASSES = new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages("org.rankferry");

    @TestFactory
    Stream<DynamicTest> packagesUseOnlyThoseBelow() {
        return LAYERS.stream().map(layer -> DynamicTest.dynamicTest(layer, () -> {
            final List<String> below = new ArrayList<>(List.of("java..", "javax..", "jdk..", "com.sun.management..",
                "org.agrona..", "org.HdrHistogram..", "com.fasterxml.jackson..", "picocli..",
                "com.google.errorprone.."));
            LAYERS.subList(0, LAYERS.indexOf(layer) + 1).forEach(allowed -> below.add(ROOT + allowed));
            below.add("");
            if (layer.equals("engine.transport.rdma.fabric")) {
                below.add("com.ibm.disni..");
            }
            if (layer.equals("engine.backplane.cluster")) {
                below.add("org.jgroups..");
            }
            final ArchRule rule = classes().that().resideInAPackage(ROOT + layer)
                .should().onlyDependOnClassesThat().resideInAnyPackage(below.toArray(String[]::new));
            rule.check(CLASSES);
        }));
    }

    @Test
    void everyPackageHasItsPlace() {
        final List<String> known = LAYERS.stream().map(layer -> ROOT + layer).toList();
        classes().should().resideInAnyPackage(known.toArray(String[]::new)).check(CLASSES);
    }

    @Test
    void sourceAndTargetDoNotKnowEachOther() {
        noClasses().that().resideInAPackage("org.rankferry.engine.source")
            .should().dependOnClassesThat().resideInAPackage("org.rankferry.engine.target").check(CLASSES);
        noClasses().that().resideInAPackage("org.rankferry.engine.target")
            .should().dependOnClassesThat().resideInAPackage("org.rankferry.engine.source").check(CLASSES);
    }

    @Test
    void theProtocolKnowsNoInputAndOutput() {
        noClasses().that().resideInAPackage("org.rankferry.protocol..")
            .should().dependOnClassesThat().resideInAnyPackage("java.nio.file..", "java.net..", "java.nio.channels..")
            .check(CLASSES);
    }
}
