package org.rankferry.compare;

import java.util.Arrays;
import java.util.List;

/** A way to get the ranks of a node that is about to fail onto a spare, or what it is compared with. */
enum Strategy {
    /** Images in the target's memory, ranks restarted while they arrive. */
    MIGRATION("migration"),
    /** Through a pool of the target into files on its disk, as the design of 2010 did it. */
    MIGRATION_STAGED("migration-staged"),
    /** All ranks dump to a local directory, the job ends, and all start again from there. */
    CR_LOCAL("cr-local"),
    /** The same, by way of a parallel file system. */
    CR_PFS("cr-pfs"),
    /** As cr-local, but the files of one node are copied to the spare before all start again. */
    COPY_RSYNC("copy-rsync"),
    /** The same with another tool. */
    COPY_SCP("copy-scp"),
    /** The same with another tool. */
    COPY_TAR_NC("copy-tar-nc"),
    /** The whole job, from the first iteration to the last, and nothing happens to it. */
    UNDISTURBED("undisturbed"),
    /** The same, with a migration in the middle. */
    DISTURBED("disturbed");

    private final String word;

    Strategy(final String word) {
        this.word = word;
    }

    /**
     * The one of this name.
     *
     * @throws IllegalArgumentException when there is none, naming all.
     */
    static Strategy ofWord(final String word) {
        return Arrays.stream(values()).filter(strategy -> strategy.word.equals(word)).findFirst()
            .orElseThrow(() -> new IllegalArgumentException(
                "there is no strategy '" + word + "'; give " + String.join(", ", words())));
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Strategy::word).toList();
    }

    String word() {
        return word;
    }

    boolean isMigration() {
        return this == MIGRATION || this == MIGRATION_STAGED;
    }

    boolean isCopy() {
        return this == COPY_RSYNC || this == COPY_SCP || this == COPY_TAR_NC;
    }

    /** Whether it measures the whole execution of a job. */
    boolean isExecution() {
        return this == UNDISTURBED || this == DISTURBED;
    }

    /** Whether it writes the images of all ranks to files, and reads them again. */
    boolean isRestart() {
        return this == CR_LOCAL || this == CR_PFS || isCopy();
    }
}
