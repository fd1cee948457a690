package org.rankferry.checkpointer.criu;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.agrona.CloseHelper;
import org.rankferry.engine.checkpoint.Capture;
import org.rankferry.engine.checkpoint.CaptureException;
import org.rankferry.engine.checkpoint.StreamOpener;
import org.rankferry.engine.nativeio.Descriptor;
import org.rankferry.engine.nativeio.DescriptorSocket;
import org.rankferry.engine.rank.StreamWriter;

/** One dump of a process tree: each file of CRIU's image is a stream, and several come at once. */
final class CriuCapture implements Capture {
    /** What the pages of a task begin with; it is infected then. */
    private static final String PAGE_MAP = "pagemap-";
    /** What files begin with that hold memory; all others are small. */
    private static final String PAGES = "pages-";
    /** About what the others have: too little for a file that the target keeps ready for large streams. */
    private static final long SMALL_BYTES = 4096;
    /** How long CRIU may take to let the process go after its streamer has gone. */
    private static final long PARTING_SECONDS = 5;
    private static final int LOOK_MS = 100;
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final int rank;
    private final ProcessTree tree;
    private final CriuProgram program;
    private final long silenceNs;
    private boolean stopped;

    /** A file on its way. */
    private record Part(Descriptor pipe, StreamWriter stream) {
    }

    /**
     * Of a process.
     *
     * @param silence after which CRIU is given up.
     */
    CriuCapture(final int rank, final long pid, final CriuProgram program, final Duration silence) {
        this.rank = rank;
        this.tree = new ProcessTree(pid);
        this.program = program;
        this.silenceNs = silence.toNanos();
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public long expectedBytes() {
        return 0;
    }

    @Override
    public String unrepeatable() {
        return null;
    }

    @Override
    public void goOn() {
        stopped = false;
        tree.goOn();
    }

    @Override
    public void end() {
        tree.end();
    }

    @Override
    public void write(final StreamOpener streams) throws IOException {
        if (stopped) {
            goOn(); // or the image would be one of a stopped process
        }
        try (CriuDirectory directory = new CriuDirectory(CriuDirectory.CAPTURE);
            InfectionTurn turn = new InfectionTurn(tree.size())) {
            final Process criu = new ProcessBuilder(program.dump(tree.root(), directory.path()))
                .redirectErrorStream(true).redirectOutput(directory.printed().toFile()).start();
            final String fault;
            try {
                criu.getOutputStream().close();
                fault = receive(criu, directory, turn, streams);
            } finally {
                part(criu);
            }
            if (fault != null || criu.exitValue() != 0) {
                throw new CaptureException("image of rank " + rank + ": " + tree + " can't be dumped: "
                    + (fault != null ? fault : directory.reason("criu ended with exit code " + criu.exitValue())),
                    null);
            }
            stopped = true;
            if (Thread.currentThread().isInterrupted()) {
                goOn(); // it was called off too late to fail
            }
        } catch (final IOException e) {
            throw new CaptureException("image of rank " + rank + ": " + tree + ": " + e.getMessage(), e);
        }
    }

    /**
     * Lets CRIU end by itself; once its streamer is gone it does, and lets the process go. Killed in the middle it
     * would leave its own code running in the process, which then dies; so nobody's hurry counts here.
     */
    private void part(final Process criu) {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PARTING_SECONDS);
        boolean interrupted = false;
        while (criu.isAlive() && System.nanoTime() - deadlineNs < 0) {
            interrupted |= Thread.interrupted();
            LockSupport.parkNanos(LOOK_NS);
        }
        if (criu.isAlive()) {
            criu.destroyForcibly();
            while (criu.isAlive()) {
                interrupted |= Thread.interrupted();
                LockSupport.parkNanos(LOOK_NS);
            }
            tree.goOn();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes all files; returns why CRIU was given up, or null when it has come to its end, whichever. */
    private String receive(
        final Process criu, final CriuDirectory directory, final InfectionTurn turn, final StreamOpener streams)
        throws IOException {

        long heardNs = System.nanoTime();
        while (Descriptor.awaitReadable(List.of(directory.socket().listener()), LOOK_MS) == null) {
            if (!criu.isAlive()) {
                return null;
            }
            if (System.nanoTime() - heardNs > silenceNs) {
                return silent();
            }
            checkInterrupt();
        }
        final List<Part> parts = new ArrayList<>();
        try (Descriptor requests = directory.socket().accept()) {
            final List<Descriptor> all = new ArrayList<>(List.of(requests));
            while (!all.isEmpty()) {
                final Descriptor ready = Descriptor.awaitReadable(all, LOOK_MS);
                checkInterrupt();
                if (ready == null) {
                    if (System.nanoTime() - heardNs > silenceNs) {
                        return silent();
                    }
                    continue;
                }
                heardNs = System.nanoTime();
                if (ready != requests) {
                    take(ready, parts, all);
                } else if (!begin(requests, turn, streams, parts, all)) {
                    all.remove(requests);
                }
            }
            return null;
        } finally {
            parts.forEach(part -> part.pipe().close());
        }
    }

    /** Returns false when there are no more files. */
    private static boolean begin(
        final Descriptor requests, final InfectionTurn turn, final StreamOpener streams, final List<Part> parts,
        final List<Descriptor> all) throws IOException {

        final String name = StreamerRequest.read(requests);
        if (name == null) {
            return false;
        }
        if (name.startsWith(PAGE_MAP)) {
            turn.infected();
        }
        final Descriptor pipe = DescriptorSocket.receive(requests).widenPipe();
        try {
            parts.add(new Part(pipe, streams.open(name, name.startsWith(PAGES) ? 0 : SMALL_BYTES)));
        } catch (final RuntimeException e) {
            CloseHelper.quietClose(pipe);
            throw e;
        }
        all.add(pipe);
        return true;
    }

    private static void take(final Descriptor pipe, final List<Part> parts, final List<Descriptor> all)
        throws IOException {

        final Part part = parts.stream().filter(one -> one.pipe() == pipe).findFirst().orElseThrow();
        if (part.stream().writeSome(pipe) < 0) {
            part.stream().end();
            pipe.close();
            parts.remove(part);
            all.remove(pipe);
        }
    }

    private String silent() {
        return "nothing came from criu for " + TimeUnit.NANOSECONDS.toSeconds(silenceNs) + " s; it was given up";
    }

    private static void checkInterrupt() throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new IOException("the image is not wanted any more");
        }
    }
}
