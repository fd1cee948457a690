package org.rankferry.engine.coordinator.node;

import org.rankferry.protocol.wire.codec.RankOrderKind;

/** The way to a rank that has joined. Agent's thread. */
public interface RankLink {
    /** An order to the rank; the text fits into one frame. */
    void order(RankOrderKind what, long epoch, String text);

    /** The last word to a rank that is not served. */
    void refuse(String why);

    /** Hears what the rank has said and sends what waits; returns how much that was. */
    int doWork();
}
