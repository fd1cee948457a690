package org.rankferry.engine.observe;

import java.util.Locale;

/** How far a rank's image is, as progress shows it; its number stands in the counters file. */
public enum RankState {
    /** Attached, has not begun its image. */
    ATTACHED(0),
    /** Writes its image. */
    WRITING(1),
    /** Has written its image, which is still on the way. */
    WRITTEN(2),
    /** The target holds the image whole and verified. */
    STORED(3),
    /** The set that the image belongs to is committed. */
    COMMITTED(4),
    /** Died or left before its image was whole. */
    LOST(5),
    /** The set was given up. */
    ABORTED(6);

    private final int code;
    private final String word = name().toLowerCase(Locale.ROOT);

    RankState(final int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** The state with this number, {@link #ATTACHED} for a number a newer agent may have. */
    static RankState ofCode(final long code) {
        for (final RankState state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        return ATTACHED;
    }

    /** The word shown to people: {@code writing}. */
    @Override
    public String toString() {
        return word;
    }
}
