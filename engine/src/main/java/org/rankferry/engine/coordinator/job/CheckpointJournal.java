package org.rankferry.engine.coordinator.job;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The journal of a checkpoint: it is decided when its record is on stable storage and the job's own journal says so;
 * only then the record counts. A job manager that dies between the two leaves images without a record.
 */
public final class CheckpointJournal implements Journal {
    private final Journal journal;
    private final CheckpointRecord record;
    private final Path checkpoint;

    /**
     * Of one checkpoint.
     *
     * @param journal    of the job.
     * @param record     to be kept.
     * @param checkpoint directory of it.
     */
    public CheckpointJournal(final Journal journal, final CheckpointRecord record, final Path checkpoint) {
        this.journal = journal;
        this.record = record;
        this.checkpoint = checkpoint;
    }

    @Override
    public void begin(final long epoch, final List<Move> moves) {
        journal.begin(epoch, moves);
    }

    /** Throws {@link CheckpointException} when the record can't be written: nothing is decided then. */
    @Override
    public void commit(final long epoch, final Map<Integer, String> locations) {
        record.write(checkpoint);
        journal.commit(epoch, locations);
        CheckpointRecord.publish(checkpoint);
    }

    @Override
    public void abort(final long epoch, final String why) {
        journal.abort(epoch, why);
    }

    @Override
    public void end(final long epoch) {
        journal.end(epoch);
    }
}
