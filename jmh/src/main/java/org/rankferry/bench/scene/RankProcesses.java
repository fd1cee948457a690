package org.rankferry.bench.scene;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.observe.CpuTime;

/**
 * The ranks of a benchmark: C processes, each with an image prepared in its own memory, which write it whenever they
 * are asked and end when the source closes its door.
 */
final class RankProcesses implements AutoCloseable {
    private static final int CLOSE_TIMEOUT_S = 5;

    private final List<Process> processes = new ArrayList<>();
    private final List<Path> errors = new ArrayList<>();

    /**
     * Starts ranks 0 to ranks - 1.
     *
     * @param place  what they write, the program, and a directory for what they say on standard error.
     * @param job    they belong to.
     * @param door   of the source.
     * @param spec   how many, and how large their images are.
     */
    RankProcesses(final BenchScene.SourcePlace place, final String job, final Path door, final BenchCase spec) {
        final String program = place.rankProgram().toString();
        try {
            for (int rank = 0; rank < spec.ranks(); rank++) {
                final Path error = place.scratch().root().resolve(job + "-rank-" + rank + ".err");
                errors.add(error);
                processes.add(new ProcessBuilder(
                    program, "--job", job, "--rank", Integer.toString(rank), "--door", door.toString(),
                    "--bytes", Long.toString(spec.imageBytes()), "--seed", Long.toString(place.seed()),
                    "--iterations", "0", "--content", place.content().rankContent(),
                    "--mode", place.content().rankMode(), "--wait")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(error.toFile()).start());
            }
        } catch (final IOException e) {
            close();
            throw new TransferException(program + " can't be run: " + e.getMessage(), e);
        }
    }

    /**
     * Looks whether all are alive.
     *
     * @throws TransferException with the words of one that has ended.
     */
    void checkAlive() {
        for (int rank = 0; rank < processes.size(); rank++) {
            if (!processes.get(rank).isAlive()) {
                throw new TransferException("rank " + rank + " (pid " + processes.get(rank).pid()
                    + ") ended with status " + processes.get(rank).exitValue() + ": " + messageOf(rank));
            }
        }
    }

    /** CPU seconds of all of them since their start. */
    double cpuSeconds() {
        double sum = 0;
        try {
            for (final Process process : processes) {
                sum += CpuTime.of(process.pid());
            }
            return sum;
        } catch (final IOException e) {
            checkAlive();
            throw new TransferException("no CPU time of a rank: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            for (final Process process : processes) {
                if (!process.waitFor(CLOSE_TIMEOUT_S, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            }
        } catch (final InterruptedException e) {
            processes.forEach(Process::destroyForcibly);
            Thread.currentThread().interrupt();
        }
    }

    private String messageOf(final int rank) {
        try {
            return Files.readString(errors.get(rank)).strip();
        } catch (final IOException e) {
            return "its message can't be read: " + e.getMessage();
        }
    }
}
