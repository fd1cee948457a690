package org.rankferry.engine.transport;

import java.lang.foreign.MemorySegment;

/** Makes target memory known to a device before READs land in it. */
@FunctionalInterface
public interface MemoryRegistrar {
    /** For transports that need no registration. */
    MemoryRegistrar NONE = memory -> null;

    /**
     * Registers memory.
     *
     * @param memory that is mapped and touched.
     * @return the registration, to be closed before the memory is unmapped; null when there is nothing to undo.
     */
    AutoCloseable register(MemorySegment memory);
}
