package org.rankferry.bufferpool;

import static org.rankferry.bufferpool.ChunkState.FREE;
import static org.rankferry.bufferpool.ChunkState.LEASED;
import static org.rankferry.bufferpool.ChunkState.READING;
import static org.rankferry.bufferpool.ChunkState.READY;

/** What happens to a chunk: the table of transitions. */
enum ChunkEvent {
    GRANT(FREE, LEASED),
    COMMIT(LEASED, READY),
    GIVE_BACK(LEASED, FREE),
    RECLAIM(LEASED, FREE),
    READ(READY, READING),
    UNREAD(READING, READY),
    DONE(READING, FREE) {
        @Override
        boolean isLegalFrom(final ChunkState state) {
            return state == READING || state == READY;
        }
    },
    DROP(READING, FREE) {
        @Override
        boolean isLegalFrom(final ChunkState state) {
            return state == READING || state == READY;
        }
    };

    private final ChunkState from;
    private final ChunkState to;

    ChunkEvent(final ChunkState from, final ChunkState to) {
        this.from = from;
        this.to = to;
    }

    /** The state it leaves. */
    ChunkState to() {
        return to;
    }

    boolean isLegalFrom(final ChunkState state) {
        return state == from;
    }
}
