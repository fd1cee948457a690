package org.rankferry.checkpointer.dmtcp;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.rankferry.checkpointer.Silence;
import org.rankferry.engine.checkpoint.Capture;
import org.rankferry.engine.checkpoint.CaptureException;
import org.rankferry.engine.checkpoint.CaptureInput;
import org.rankferry.engine.checkpoint.Checkpointer;
import org.rankferry.engine.checkpoint.Restore;
import org.rankferry.engine.checkpoint.RestoreException;
import org.rankferry.engine.observe.RankferryVersion;
import org.rankferry.protocol.wire.Names;

/**
 * {@code dmtcp}: processes under DMTCP, named {@code PID} or {@code PID@CKPTDIR}. Ranks that one object prepares share
 * the request for a checkpoint when they share a coordinator.
 */
public final class DmtcpCheckpointer implements Checkpointer {
    /** Name of the stream, unless told otherwise. */
    public static final String STREAM = "image";

    private final Map<Coordinator, CheckpointRound> rounds = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return "dmtcp";
    }

    @Override
    public String version() {
        return RankferryVersion.get();
    }

    @Override
    public Capture prepare(final int rank, final List<CaptureInput> inputs) {
        if (inputs.size() != 1) {
            throw new CaptureException(
                "rank " + rank + " is given " + inputs.size() + " processes; DMTCP has one image for a rank", null);
        }
        final CaptureInput input = inputs.getFirst();
        final String stream = input.stream() == null ? STREAM : input.stream();
        final String fault = Names.streamFault(stream);
        if (fault != null) {
            throw new CaptureException("rank " + rank + ", " + input.location() + ": " + fault, null);
        }
        try {
            final Worker worker = Worker.find(rank, input.location(), Worker.program(rank), Silence.most());
            final CheckpointRound round = rounds.computeIfAbsent(worker.coordinator(), CheckpointRound::new);
            round.join();
            return new DmtcpCapture(rank, stream, worker, round, Silence.most());
        } catch (final IllegalArgumentException e) {
            throw new CaptureException(e.getMessage(), e);
        }
    }

    @Override
    public Restore prepareRestore(final int rank, final List<String> words) {
        try {
            return DmtcpRestore.prepare(rank, words, Silence.most());
        } catch (final IllegalArgumentException e) {
            throw new RestoreException(e.getMessage(), e);
        }
    }
}
