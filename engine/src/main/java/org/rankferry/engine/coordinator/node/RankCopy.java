package org.rankferry.engine.coordinator.node;

import java.util.OptionalLong;

/** What runs one copy of a rank. */
public interface RankCopy extends AutoCloseable {
    /** The process under which all of the rank is, for a checkpointer that captures it; none when it is not here. */
    OptionalLong root();

    /** The last line the rank has written to its error stream, without blanks around it; empty when there is none. */
    String lastWords();

    /** Has the rank killed; its end is told as any other. */
    void end();

    /** Has the rank killed, and waits. */
    @Override
    void close();
}
