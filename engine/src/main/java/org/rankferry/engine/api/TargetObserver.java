package org.rankferry.engine.api;

/** Hears what happens at a target. Called on the agent's thread; must return at once. */
public interface TargetObserver {
    /** Hears nothing. */
    TargetObserver NONE = new TargetObserver() {
    };

    /** A source has proved the secret. {@code resumed} says whether it came back to a session. */
    default void onSourceReady(String peer, String job, long epoch, boolean resumed) {
    }

    /** A peer was turned away. */
    default void onRefused(String peer, String text) {
    }

    /** The link to the source is lost; its images are kept for the resume deadline. */
    default void onSourceLost(String peer, String cause) {
    }

    /** News of a link that goes on all the same, such as a device that dropped out. */
    default void onNotice(String peer, String text) {
    }

    /** The image of a rank is whole and verified. */
    default void onImageStored(int rank, long bytes) {
    }

    /** A set is committed. */
    default void onCommitted(TransferResult result) {
    }

    /** A set is given up and removed. */
    default void onAborted(String job, long epoch, String cause) {
    }
}
