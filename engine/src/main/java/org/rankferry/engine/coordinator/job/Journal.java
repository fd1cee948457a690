package org.rankferry.engine.coordinator.job;

import java.util.List;
import java.util.Map;

/**
 * What a job manager has begun and decided. Each call comes back when it is on stable storage, and what follows from it
 * is done only then, so that a job manager that comes back decides the same.
 */
public interface Journal {
    /** An attempt begins; until more is written, it counts as taken back. */
    void begin(long epoch, List<Move> moves);

    /** It goes forward; the new copies of ranks are reached there. */
    void commit(long epoch, Map<Integer, String> locations);

    /** It is taken back. */
    void abort(long epoch, String why);

    /** Nothing more is to be done for it. */
    void end(long epoch);
}
