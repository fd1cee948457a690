package org.rankferry.compare;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Jobs of the CLUSTER 2010 paper: 64 ranks on 8 nodes, with the bytes that a migration moves in its Table I, those of
 * 8 ranks.
 */
enum Preset {
    LU_C_64("LU.C.64", 170_400_000),
    BT_C_64("BT.C.64", 308_800_000),
    SP_C_64("SP.C.64", 303_200_000);

    private static final int NODES = 8;
    private static final int RANKS_PER_NODE = 8;

    private final String word;
    private final long nodeBytes;

    Preset(final String word, final long nodeBytes) {
        this.word = word;
        this.nodeBytes = nodeBytes;
    }

    /**
     * The one of this name.
     *
     * @throws IllegalArgumentException when there is none, naming all.
     */
    static Preset ofWord(final String word) {
        return Arrays.stream(values()).filter(preset -> preset.word.equals(word.toUpperCase(Locale.ROOT))).findFirst()
            .orElseThrow(() -> new IllegalArgumentException(
                "there is no preset '" + word + "'; give " + String.join(", ", words())));
    }

    static List<String> words() {
        return Arrays.stream(values()).map(preset -> preset.word).toList();
    }

    String word() {
        return word;
    }

    /** As a job; with another number of ranks on each node the images stay as large. */
    Workload workload(final int ranksPerNode, final long solverBytes) {
        return new Workload(word, NODES, ranksPerNode, nodeBytes / RANKS_PER_NODE, solverBytes);
    }

    static int ranksPerNode() {
        return RANKS_PER_NODE;
    }

    static int nodes() {
        return NODES;
    }
}
