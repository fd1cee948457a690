package org.rankferry.engine.nativeio;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class ThreadPriorityTest {
    private static final int SELF = 0;

    private final int before = ThreadPriority.niceOf(SELF);

    @Test
    void isThatOfTheKernel() throws Exception {
        final String command = "echo $(ps -o ni= -p $$)";
        assertEquals(Integer.toString(before), output("sh", "-c", command).strip());
        final int behind = Math.min(19, before + 3);
        assertEquals(Integer.toString(behind), output("nice", "-n", "3", "sh", "-c", command).strip());
    }

    @Test
    void aThreadIsRaisedAloneWhereThatIsAllowed() throws Exception {
        final int[] within = new int[3];
        final boolean[] may = new boolean[1];
        on(() -> {
            may[0] = ThreadPriority.raise();
            within[0] = ThreadPriority.niceOf(SELF);
            on(() -> within[1] = ThreadPriority.niceOf(SELF));
            within[2] = niceOfAChild();
        });
        assertEquals(may[0] ? Math.max(-20, before - ThreadPriority.STEPS) : before, within[0]);
        assertEquals(Math.max(0, before), within[1], "a thread that it has started");
        assertEquals(Math.max(0, before), within[2], "a process that it has started");
        assertEquals(before, ThreadPriority.niceOf(SELF), "another thread");
    }

    @Test
    void whereItIsNotAllowedNothingHappens() throws Exception {
        assumeTrue(Libc.getuid() == 0, "it takes root to give a privilege up");
        final Process unprivileged = new ProcessBuilder(List.of(
            "setpriv", "--bounding-set=-sys_nice", "--inh-caps=-sys_nice", "prlimit", "--nice=0:0",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
            System.getProperty("java.class.path"), "--enable-native-access=ALL-UNNAMED", Raised.class.getName()))
            .redirectErrorStream(true).start();
        final String said = new String(unprivileged.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, unprivileged.waitFor(), said);
        assertTrue(said.contains("false " + before + "\n"), said);
    }

    /** Says whether it may, and its nice value. */
    static final class Raised {
        private Raised() {
        }

        public static void main(final String[] none) {
            System.out.println(ThreadPriority.raise() + " " + ThreadPriority.niceOf(SELF));
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void on(final Work work) throws Exception {
        final Exception[] failure = new Exception[1];
        Thread.ofPlatform().start(() -> {
            try {
                work.run();
            } catch (final Exception e) {
                failure[0] = e;
            }
        }).join();
        if (failure[0] != null) {
            throw failure[0];
        }
    }

    private static int niceOfAChild() throws Exception {
        final Process child = new ProcessBuilder("cat").start(); // lives until its input is closed
        try {
            return ThreadPriority.niceOf(child.pid());
        } finally {
            child.destroy();
            child.waitFor();
        }
    }

    private static String output(final String... command) throws Exception {
        final Process process = new ProcessBuilder(command).start();
        final String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        return text;
    }
}
