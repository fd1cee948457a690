package org.rankferry.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;
import org.rankferry.engine.transport.Transports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

/**
 * The system tests over real verbs: an {@link InnerRun} in one virtual machine with two soft-RoCE rails. Each of its
 * tests is a test here, told as it ends. They are those that run over {@code tcp} on the host, and what needs a device;
 * a {@link Sweep} takes all classes.
 *
 * <p>The system property {@value #TESTS} names the classes to run, with commas between, and {@value #TRANSPORT} another
 * transport than {@code rdma}.
 */
@Tag("slow")
@Tag(RdmaInVmTest.TAG)
public class RdmaInVmTest {
    /** Tests that boot machines; they do not run within one. */
    public static final String TAG = "vm";
    static final String TESTS = "rankferry.test.vm.tests";
    static final String TRANSPORT = "rankferry.test.vm.transport";
    private static final int LIMIT_S = 900;
    private static final int PATIENCE = 10;
    /** Of the classes, when not all are wanted: an emulated machine takes half a minute for each. */
    private static final int SOME = 3;
    private static final Path PLACE = Path.of("target", "vm").toAbsolutePath();

    private VirtualMachine machine;

    @AfterEach
    void end() {
        if (machine != null) {
            machine.close();
        }
    }

    @TestFactory
    protected Stream<DynamicTest> testsOverVerbs() throws Exception {
        VirtualMachine.needed();
        final Path run = writeCommand();
        machine = VirtualMachine.start("system tests in a VM",
            List.of("--rails", "2", "--time-limit", Integer.toString(LIMIT_S), "--memory", "5G",
                "--console", PLACE.resolve("console.log").toString()),
            // Classes are found here: to look through class files takes a minute there.
            VirtualMachine.prefetch(files()) + "exec " + run + " " + String.join(" ", classes()));
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(new Results(), Spliterator.ORDERED), false);
    }

    /** Writes the command into a file, for a run of it by hand too. */
    private static Path writeCommand() throws IOException {
        final StartArchive archive = StartArchive.get();
        final String transport = System.getProperty(TRANSPORT,
            Transports.load().names().contains("rdma") ? "rdma" : "tcp");
        final List<String> command = JavaCommand.of(List.of(
            "-Xmx512m", "-XX:TieredStopAtLevel=1",
            "-D" + Wire.TRANSPORT + "=" + transport,
            "-D" + Wire.ADDRESS + "=10.77.0.1",
            "-D" + Wire.RAILS + "=10.77.0.1@rxe0,10.78.0.1@rxe1",
            "-D" + Patience.PROPERTY + "=" + PATIENCE,
            "-D" + WarmJvm.PROPERTY + "=true",
            "-D" + Sweep.PROPERTY + "=" + Sweep.isWhole(),
            "-D" + StartArchive.CLASS_PATH + "=" + archive.classPath(),
            "-D" + StartArchive.ARCHIVE + "=" + (archive.file() == null ? "" : archive.file())),
            InnerRun.class.getName(), List.of());
        Files.createDirectories(PLACE);
        final Path run = PLACE.resolve("run");
        Files.writeString(run, "#!/bin/sh\nexec " + VirtualMachine.quoted(command) + " \"$@\"\n");
        Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-xr-x"));
        return run;
    }

    private List<String> classes() {
        final List<String> named = wanted();
        final List<String> all = InnerRun.classes(named);
        return named.isEmpty() ? Sweep.of(all, SOME, "verbs") : all;
    }

    /** Simple names of the test classes; of all when there is none. */
    protected List<String> wanted() {
        final String tests = System.getProperty(TESTS, "");
        return tests.isEmpty() ? List.of() : List.of(tests.split(",", -1));
    }

    private static List<Path> files() {
        final List<Path> files = new ArrayList<>();
        if (StartArchive.get().file() != null) {
            files.add(StartArchive.get().file());
        }
        files.add(Path.of(System.getProperty("java.home"), "lib", "server", "classes.jsa"));
        return files;
    }

    /** The inner run's tests in the order in which they end, and at last how the machine has ended. */
    private final class Results implements Iterator<DynamicTest> {
        private final List<String> printed = new ArrayList<>();
        private String running = "no test yet";
        private DynamicTest next;
        private int line;
        private boolean ended;

        @Override
        public boolean hasNext() {
            try {
                while (next == null && !ended) {
                    read(machine.process().awaitOut(line, LIMIT_S));
                    line++;
                }
            } catch (final InterruptedException e) {
                throw new IllegalStateException("interrupted in the middle of " + running, e);
            }
            return next != null;
        }

        @Override
        public DynamicTest next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            final DynamicTest test = next;
            next = null;
            return test;
        }

        private void read(final String text) {
            if (text == null) {
                ended = true;
                next = DynamicTest.dynamicTest("the machine ends", this::assertEnded);
                return;
            }
            final InnerResult result = InnerResult.parse(text);
            if (result == null) {
                printed.add(text);
            } else if (result.outcome().equals(InnerResult.STARTED)) {
                running = result.name();
            } else {
                tell(result);
            }
        }

        private void tell(final InnerResult result) {
            System.out.printf("VM: %6.1f s  %-7s %s%n", result.seconds(), result.outcome(), result.name());
            final List<String> output = List.copyOf(printed);
            printed.clear();
            running = "no test after " + result.name();
            next = DynamicTest.dynamicTest(result.name(), () -> {
                switch (result.outcome()) {
                    case InnerResult.FAILED -> fail(result.name() + " in the VM: " + result.text() + "\nprinted:\n"
                        + String.join("\n", output));
                    case InnerResult.SKIPPED -> throw new TestAbortedException(result.name() + ": " + result.text());
                    default -> assertEquals(InnerResult.PASSED, result.outcome());
                }
            });
        }

        private void assertEnded() throws InterruptedException {
            final int code = machine.process().awaitEnd();
            System.out.println(machine.process());
            // A failed test is told by itself.
            if (code != 0 && code != 1) {
                fail("the machine ended in the middle of " + running + ": " + machine.process());
            }
        }
    }
}
