package org.rankferry.checkpointer.criu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

class CriuLogTest {
    @TempDir
    private Path root;

    @Test
    void theFirstErrorIsTheReason() throws IOException {
        assertEquals("Can't dump file 3 of that type [20666] (chr 10:229 /dev/fuse)", reason("""
            (00.000100) Error (criu/util.c:1533): rlimit: Can't setup RLIMIT_NOFILE for self: Operation not permitted
            (00.000200) Warn  (criu/mem.c:1): never mind
            (00.000300) Error (criu/files-ext.c:98): Can't dump file 3 of that type [20666] (chr 10:229 /dev/fuse)
            (00.000400) Error (criu/cr-dump.c:1): Dump files (pid: 7) failed with -1
            """, ""));
    }

    @Test
    void anIdThatIsTakenHasARemedy() throws IOException {
        final long own = ProcessHandle.current().pid();
        final String comm = Files.readString(Path.of("/proc/self/comm")).strip();
        assertEquals("process id " + own + " is taken here by " + comm + "; end that process, or restore in a PID"
            + " namespace of its own: unshare --pid --fork --mount-proc (CRIU: Can't fork for " + own
            + ": File exists)",
            reason("(00.1) Error (criu/cr-restore.c:1230): Can't fork for " + own + ": File exists\n", ""));
    }

    @Test
    void withoutALogItIsWhatWasPrintedOrHowItEnded() throws IOException {
        assertEquals("no such option", reason(null, "usage\nno such option\n\n"));
        assertEquals("it was killed", reason(null, ""));
        assertEquals("it was killed", reason("(00.1) Warn (x.c:1): hm\n", null));
    }

    private String reason(final String log, final String printed) throws IOException {
        final Path logFile = root.resolve("log");
        final Path printedFile = root.resolve("printed");
        if (log != null) {
            Files.writeString(logFile, log);
        }
        if (printed != null) {
            Files.writeString(printedFile, printed);
        }
        return CriuLog.reason(logFile, printedFile, "it was killed");
    }
}
