package org.rankferry.checkpointer.dmtcp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.rankferry.checkpointer.Script;

/**
 * Processes that DMTCP would checkpoint, and a script in place of {@code dmtcp_command}: it lists them, and on request
 * writes for each of them an image as DMTCP does, into {@code ckpt_..._....dmtcp.temp}, renamed at the end.
 */
public final class FakeDmtcp implements AutoCloseable {
    private static final String COMMAND = """
        here=$(dirname "$0")
        for last; do :; done
        case $last in
        --list) cat "$here/list";;
        --checkpoint)
            echo "$*" >> "$here/asked"
            for name in $(cat "$here/names"); do
                file=$here/ckpt/$name.dmtcp
                (cat "$here/images/$name" > "$file.temp" && mv -T "$file.temp" "$file" \\
                    && echo "$name" >> "$here/written") </dev/null >/dev/null 2>&1 &
            done;;
        *) echo "unknown request $last" >&2; exit 2;;
        esac
        """;

    private final Path root;
    private final List<Process> workers = new ArrayList<>();

    /** In a directory of its own. */
    public FakeDmtcp(final Path root) throws IOException {
        this.root = root;
        Files.createDirectories(directory());
        Files.createDirectories(root.resolve("images"));
        Files.writeString(root.resolve("list"), """
            Coordinator:
              Host: localhost
              Port: 7779
            Client List:
            #, PROG[virtPID:realPID]@HOST, DMTCP-UNIQUEPID, STATE, BARRIER
            """);
        Script.write(command(), COMMAND);
    }

    /** In place of {@code dmtcp_command}. */
    public Path command() {
        return root.resolve("dmtcp_command");
    }

    /** Where checkpoints are written. */
    public Path directory() {
        return root.resolve("ckpt");
    }

    /** Where a process writes its checkpoint, by its number from 0. */
    Path image(final int number) {
        return directory().resolve(name(number) + ".dmtcp");
    }

    /** How often a checkpoint was asked for. */
    public long asked() throws IOException {
        return Files.exists(root.resolve("asked")) ? Files.readAllLines(root.resolve("asked")).size() : 0;
    }

    /** How many processes have written their checkpoint and renamed it. */
    long written() throws IOException {
        return Files.exists(root.resolve("written")) ? Files.readAllLines(root.resolve("written")).size() : 0;
    }

    /** Starts a process that will write this image. Returns its id. */
    public long start(final byte[] image) throws IOException {
        final ProcessBuilder builder = new ProcessBuilder("sleep", "600");
        builder.environment().put("DMTCP_CHECKPOINT_DIR", directory().toString());
        builder.environment().put("DMTCP_COORD_PORT", "7779");
        final int number = workers.size();
        final Process worker = builder.start();
        workers.add(worker);
        Files.write(root.resolve("images").resolve(name(number)), image);
        final StringBuilder names = new StringBuilder();
        for (int i = 0; i <= number; i++) {
            names.append(name(i)).append('\n');
        }
        Files.writeString(root.resolve("names"), names);
        Files.writeString(root.resolve("list"), Files.readString(root.resolve("list")) + (number + 1) + ", solver[4000"
            + number + ":" + worker.pid() + "]@host, 2a7fbc1e-4000" + number + "-64f0c1, WorkerState::RUNNING,\n");
        return worker.pid();
    }

    @Override
    public void close() {
        workers.forEach(Process::destroyForcibly);
    }

    private static String name(final int number) {
        return "ckpt_solver_2a7fbc1e-4000" + number + "-64f0c1";
    }
}
