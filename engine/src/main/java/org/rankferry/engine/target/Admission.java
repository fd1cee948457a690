package org.rankferry.engine.target;

import java.util.HashMap;
import java.util.Map;

import org.rankferry.engine.store.ImageStore;
import org.rankferry.protocol.image.MachineIdentity;
import org.rankferry.protocol.session.Refusal;
import org.rankferry.protocol.session.SourceTerms;
import org.rankferry.protocol.wire.codec.RefusalCode;

/** Decides whether a source may bring its set: one at a time, each epoch of a job once, and only what fits. */
final class Admission {
    private final ImageStore store;
    private final Map<String, Long> committedEpochs = new HashMap<>();

    Admission(final ImageStore store) {
        this.store = store;
    }

    /** A set was committed: its epoch and those before it are over. */
    void committed(final SourceTerms terms) {
        committedEpochs.merge(terms.job(), terms.epoch(), Math::max);
    }

    /**
     * Judges a source that has not proved the secret yet; changes nothing.
     *
     * @param offered terms of the source.
     * @param attempt of its session.
     * @param known   whether its session is the one whose set is here.
     * @param busy    terms of another source's set that stands in the way, or null.
     * @return null when it may go on.
     */
    Refusal judge(final SourceTerms offered, final int attempt, final boolean known, final SourceTerms busy) {
        if (attempt > 0) {
            return known ? null : new Refusal(RefusalCode.SESSION, 0, attempt, "session " + offered.session()
                + " of job " + offered.job() + " is not known here; it was given up, or this target was started again");
        }
        if (busy != null) {
            return new Refusal(RefusalCode.BUSY, 0, 0, "this target is receiving job " + busy.job() + ", epoch "
                + busy.epoch() + "; try again when that is over, or start another target");
        }
        final Long committed = committedEpochs.get(offered.job());
        if (committed != null && offered.epoch() <= committed) {
            return new Refusal(RefusalCode.EPOCH, committed + 1, offered.epoch(), "epoch " + offered.epoch()
                + " of job " + offered.job() + " is over: epoch " + committed
                + " was committed here; give a higher --epoch");
        }
        final long usable = store.usableBytes();
        if (offered.expectedBytes() > usable) {
            return new Refusal(RefusalCode.SPACE, offered.expectedBytes(), usable, "image set of "
                + offered.expectedBytes() + " bytes does not fit: this target's " + store.name()
                + " store has room for " + usable + " bytes; free some, or give another --dir or --max-bytes");
        }
        try {
            MachineIdentity.parse(offered.machine());
            return null;
        } catch (final IllegalArgumentException e) {
            return new Refusal(RefusalCode.FRAME, 0, 0, "frame Hello: " + e.getMessage());
        }
    }
}
