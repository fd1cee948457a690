package org.rankferry.engine.coordinator.node;

/** What runs one copy of a rank. */
public interface RankCopy extends AutoCloseable {
    /** Has the rank killed; its end is told as any other. */
    void end();

    /** Has the rank killed, and waits. */
    @Override
    void close();
}
