package org.rankferry.engine.api;

/** Hears what happens at a source. Called on the agent's thread; must return at once. */
public interface SourceObserver {
    /** Hears nothing. */
    SourceObserver NONE = new SourceObserver() {
    };

    /** A rank has attached. */
    default void onRankAttached(int rank, int pid) {
    }

    /** A rank is gone before its image was whole. */
    default void onRankLost(int rank, String cause) {
    }

    /** A target is there and has proved the secret. {@code resumed} says whether it kept what it held. */
    default void onTargetReady(String peer, boolean resumed) {
    }

    /** The link to the target is lost, or the target refused; what is done next is in the text. */
    default void onTargetLost(String peer, String cause) {
    }

    /** The ranks are asked for their images; {@code attempt} grows when they must be written again. */
    default void onBegin(int attempt) {
    }

    /** The image of a rank is whole and verified at the target. */
    default void onImageStored(int rank, long bytes) {
    }
}
