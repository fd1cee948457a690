package org.rankferry.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A command in a virtual machine of {@code bin/rxe-vm}: it has RDMA devices, sees this host's files, and can change
 * none of them. Ended when it is closed.
 */
final class VirtualMachine implements AutoCloseable {
    private static final Path SCRIPT = Path.of("..", "bin", "rxe-vm").toAbsolutePath().normalize();

    private final ChildProcess process;

    private VirtualMachine(final ChildProcess process) {
        this.process = process;
    }

    /** Skips the test, with the reason, where no machine can run. */
    static void needed() throws IOException {
        final Process check = new ProcessBuilder(SCRIPT.toString(), "--check").redirectErrorStream(true).start();
        final String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        Needs.that(check.onExit().join().exitValue() == 0, said);
    }

    /**
     * Boots one.
     *
     * @param name    for messages.
     * @param options of bin/rxe-vm.
     * @param command one line for bash.
     */
    static VirtualMachine start(final String name, final List<String> options, final String command)
        throws IOException {

        // However this JVM ends, the machine goes too.
        final List<String> words =
            new ArrayList<>(List.of("setpriv", "--pdeathsig", "TERM", SCRIPT.toString(), "--timings"));
        words.addAll(options);
        words.add(command);
        return new VirtualMachine(ChildProcess.start(name, words, Map.of(), Path.of("/dev/null")));
    }

    /** A command as a word for bash. */
    static String quoted(final List<String> command) {
        final StringBuilder line = new StringBuilder();
        for (final String word : command) {
            line.append(" '").append(word.replace("'", "'\\''")).append('\'');
        }
        return line.substring(1);
    }

    /** What it prints, and how it ends: the command's exit code is the process's. */
    ChildProcess process() {
        return process;
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            process.terminate(); // takes the machine along
            try {
                process.awaitEnd();
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Reads large files once, so that the machine does not fetch them page by page. */
    static String prefetch(final List<Path> files) {
        return "cat " + quoted(files.stream().filter(Files::exists).map(Path::toString).toList()) + " >/dev/null; ";
    }
}
