package org.rankferry.engine.nativeio;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class ThreadPriorityTest {
    private static final String STAT = "/proc/thread-self/stat";
    /** After the name, which may have blanks and parentheses. */
    private static final int NICE_FIELD = 16;

    private int before;

    @BeforeEach
    void read() throws IOException {
        before = nice(Files.readString(Path.of(STAT)));
    }

    @Test
    void aThreadIsRaisedAloneWhereThatIsAllowed() throws Exception {
        final int[] within = new int[3];
        final boolean[] may = new boolean[1];
        on(() -> {
            may[0] = ThreadPriority.raise();
            within[0] = nice(Files.readString(Path.of(STAT)));
            on(() -> within[1] = nice(Files.readString(Path.of(STAT))));
            within[2] = nice(output("cat", "/proc/self/stat"));
        });
        assertEquals(may[0] ? Math.max(-20, before - ThreadPriority.STEPS) : before, within[0]);
        assertEquals(Math.max(0, before), within[1], "a thread that it has started");
        assertEquals(Math.max(0, before), within[2], "a process that it has started");
        assertEquals(before, nice(Files.readString(Path.of(STAT))), "another thread");
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

        public static void main(final String[] none) throws IOException {
            System.out.println(ThreadPriority.raise() + " " + nice(Files.readString(Path.of(STAT))));
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

    private static String output(final String... command) throws Exception {
        final Process process = new ProcessBuilder(command).start();
        final String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        return text;
    }

    static int nice(final String stat) {
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[NICE_FIELD]);
    }
}
