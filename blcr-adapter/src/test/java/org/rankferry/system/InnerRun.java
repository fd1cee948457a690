package org.rankferry.system;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.opentest4j.TestAbortedException;

import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;

/**
 * Runs test classes in this JVM, and prints a line for each test as it starts and ends. {@link RdmaInVmTest} starts it
 * in a virtual machine; by hand it runs wherever system tests do. Of a class it runs what is about the network: system
 * tests that are not for the host only, and tests of other packages that need an RDMA device.
 */
final class InnerRun implements TestExecutionListener {
    /** Tag of tests that need an RDMA device, in any module whose tests are on the class path. */
    private static final String RDMA = "rdma";
    private static final String EVERYTHING = "org.rankferry";
    private static final String SYSTEM_TESTS = InnerRun.class.getPackageName();
    private final Map<String, Long> startedNs = new ConcurrentHashMap<>();
    private boolean failed;
    private boolean ran;

    /** With names of classes. Exit code 1 when a test has failed. */
    public static void main(final String[] classes) {
        final InnerRun run = new InnerRun();
        final List<DiscoverySelector> selectors = Arrays.stream(classes)
            .map(name -> (DiscoverySelector) DiscoverySelectors.selectClass(
                name.contains(".") ? name : SYSTEM_TESTS + "." + name))
            .toList();
        LauncherFactory.create().execute(request(selectors, ".*"), run);
        System.out.flush();
        if (!run.ran) {
            System.out.println("no test was selected by " + List.of(classes));
            System.exit(3);
        }
        System.exit(run.failed ? 1 : 0);
    }

    /** Names of the classes that have such tests, and one of these simple names; of all when none is given. */
    static List<String> classes(final List<String> simpleNames) {
        final String names = simpleNames.isEmpty() ? ".*Test" : String.join("|", simpleNames);
        final TestPlan plan = LauncherFactory.create().discover(request(
            List.of(DiscoverySelectors.selectPackage(EVERYTHING)), "org\\.rankferry\\.([a-z]+\\.)*(" + names + ")"));
        return plan.getRoots().stream()
            .flatMap(root -> plan.getDescendants(root).stream())
            .flatMap(test -> test.getSource().stream())
            .filter(ClassSource.class::isInstance)
            .map(source -> ((ClassSource) source).getClassName())
            .sorted()
            .toList();
    }

    private static LauncherDiscoveryRequest request(
        final List<? extends DiscoverySelector> selectors, final String classNames) {

        return LauncherDiscoveryRequestBuilder.request()
            .selectors(selectors)
            .filters(
                includeClassNamePatterns(classNames),
                TagFilter.excludeTags(RdmaInVmTest.TAG, Wire.NONE),
                (PostDiscoveryFilter) InnerRun::isAboutTheNetwork,
                EngineFilter.includeEngines("junit-jupiter"))
            .build();
    }

    private static FilterResult isAboutTheNetwork(final TestDescriptor test) {
        return FilterResult.includedIf(test.getTags().contains(TestTag.create(RDMA))
            || test.getUniqueId().toString().contains("[class:" + SYSTEM_TESTS + "."));
    }

    @Override
    public void executionStarted(final TestIdentifier test) {
        startedNs.put(test.getUniqueId(), System.nanoTime());
        if (test.isTest()) {
            ran = true;
            print(name(test), InnerResult.STARTED, 0, "");
        }
    }

    @Override
    public void executionSkipped(final TestIdentifier test, final String reason) {
        print(name(test), InnerResult.SKIPPED, 0, reason);
    }

    @Override
    public void executionFinished(final TestIdentifier test, final TestExecutionResult result) {
        // What holds tests is of interest when it could not run them.
        if (!test.isTest() && result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
            return;
        }
        final String outcome = switch (result.getStatus()) {
            case SUCCESSFUL -> InnerResult.PASSED;
            case ABORTED -> InnerResult.SKIPPED;
            case FAILED -> InnerResult.FAILED;
        };
        failed |= outcome.equals(InnerResult.FAILED);
        final double seconds = (System.nanoTime() - startedNs.get(test.getUniqueId())) / 1e9;
        print(name(test), outcome, seconds, result.getThrowable().map(InnerRun::text).orElse(""));
    }

    private static void print(final String name, final String outcome, final double seconds, final String text) {
        System.out.println(new InnerResult(name, outcome, seconds, text).line());
    }

    /** Class, method and what a parameterised test adds. */
    private static String name(final TestIdentifier test) {
        final String path = test.getUniqueIdObject().getSegments().stream()
            .skip(1)
            .filter(segment -> !segment.getType().equals("test-template-invocation"))
            .map(segment -> segment.getValue().replaceAll("\\(.*", "").replaceAll("^.*\\.", ""))
            .collect(Collectors.joining("."));
        final boolean invocation = test.getUniqueIdObject().getLastSegment().getType().endsWith("invocation");
        return invocation ? path + " " + test.getDisplayName() : path;
    }

    /** A failed assertion with its stack, as far as the tests go; a reason to skip in one line. */
    private static String text(final Throwable thrown) {
        if (thrown instanceof TestAbortedException) {
            return String.valueOf(thrown.getMessage());
        }
        final StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return Arrays.stream(text.toString().split("\n", -1))
            .filter(line -> !line.startsWith("\tat org.junit.") && !line.startsWith("\tat java.base/"))
            .collect(Collectors.joining("\n"));
    }
}
