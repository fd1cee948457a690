package org.rankferry.engine.coordinator.job;

import java.util.Locale;

/** How a migration has ended. */
public enum Outcome {
    /** The ranks run on their new nodes. */
    MIGRATED,
    /** They run where they were, and their images are in files. */
    CHECKPOINTED,
    /** They run where they were. */
    ROLLED_BACK,
    /** Ranks were lost with a node: the job's policy decides. */
    FAILED;

    /** In results: {@code migrated}, {@code checkpointed}, {@code rolled_back}, {@code failed}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
