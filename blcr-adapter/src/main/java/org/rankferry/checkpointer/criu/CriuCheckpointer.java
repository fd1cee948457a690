package org.rankferry.checkpointer.criu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.rankferry.checkpointer.Silence;
import org.rankferry.engine.agent.NativeProgram;
import org.rankferry.engine.checkpoint.Capture;
import org.rankferry.engine.checkpoint.CaptureException;
import org.rankferry.engine.checkpoint.CaptureInput;
import org.rankferry.engine.checkpoint.Checkpointer;
import org.rankferry.engine.checkpoint.Restore;
import org.rankferry.engine.checkpoint.RestoreException;
import org.rankferry.engine.nativeio.ProcessStat;

/** {@code criu}: the process tree below a process, as it is. Needs root. */
public final class CriuCheckpointer implements Checkpointer {
    /** Runs a program in a PID namespace of its own. */
    private static final String CONTAIN = "rankferry-contain";
    /** Of a process's name, as the kernel keeps it. */
    private static final int COMM_BYTES = 15;

    @Override
    public String name() {
        return "criu";
    }

    @Override
    public String version() {
        try {
            return CriuProgram.find().version();
        } catch (final IOException e) {
            throw new CaptureException(e.getMessage(), e);
        }
    }

    @Override
    public Capture prepare(final int rank, final List<CaptureInput> inputs) {
        if (inputs.size() != 1 || inputs.getFirst().stream() != null) {
            throw new CaptureException("rank " + rank + ": CRIU takes the id of one process, and names the streams"
                + " itself; give one process and no --stream", null);
        }
        try {
            return new CriuCapture(
                rank, process(rank, inputs.getFirst().location()), CriuProgram.find(), Silence.most());
        } catch (final IOException e) {
            throw new CaptureException("rank " + rank + ": " + e.getMessage(), e);
        }
    }

    @Override
    public List<String> launchWords() {
        return List.of(NativeProgram.find(CONTAIN).toString());
    }

    @Override
    public Restore prepareRestore(final int rank, final List<String> words) {
        try {
            return new CriuRestore(rank, CriuProgram.find(), words, Silence.most());
        } catch (final IOException e) {
            throw new RestoreException("rank " + rank + ": " + e.getMessage(), e);
        }
    }

    /** Of what only waits for a PID namespace, its first process. */
    private static long contained(final long pid) throws IOException {
        final String name = Files.readString(Path.of("/proc", Long.toString(pid), "comm")).strip();
        if (!name.equals(CONTAIN.substring(0, COMM_BYTES)) || isFirst(pid)) {
            return pid;
        }
        return ProcessHandle.of(pid).stream().flatMap(ProcessHandle::children).mapToLong(ProcessHandle::pid)
            .findFirst().orElse(pid);
    }

    /** Whether it is process 1 of a PID namespace below this one. */
    private static boolean isFirst(final long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
            .anyMatch(line -> line.startsWith("NSpid:") && line.strip().endsWith("\t1"));
    }

    private static long process(final int rank, final String location) throws IOException {
        final long pid;
        try {
            pid = Long.parseLong(location);
        } catch (final NumberFormatException e) {
            throw new CaptureException("rank " + rank + ": '" + location + "' is no process id", e);
        }
        if (pid <= 1 || ProcessStat.read(pid).filter(ProcessStat::isAlive).isEmpty()) {
            throw new CaptureException("rank " + rank + ": there is no process " + pid + " to capture", null);
        }
        return contained(pid);
    }
}
