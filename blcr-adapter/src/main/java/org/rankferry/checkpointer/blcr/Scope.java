package org.rankferry.checkpointer.blcr;

/** Which processes a stream holds, by BLCR's numbers. */
enum Scope {
    /** One process. */
    PROC,
    /** A process group. */
    PGRP,
    /** A session. */
    SESS,
    /** A process and its descendants. */
    TREE;

    /** Null when there is none of this number. */
    static Scope of(final int number) {
        return number >= 0 && number < values().length ? values()[number] : null;
    }
}
