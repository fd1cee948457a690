package org.rankferry.engine.nativeio;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;

/** Libraries of the system, by name. Any thread may ask. */
public final class SharedLibrary {
    private SharedLibrary() {
    }

    /**
     * Loads a library and keeps it for the life of the process.
     *
     * @param name as the dynamic linker knows it, for example {@code libibverbs.so.1}.
     * @return whether it could be loaded.
     */
    @SuppressWarnings("restricted") // a package that is allowed native access
    public static boolean loads(final String name) {
        try {
            return SymbolLookup.libraryLookup(name, Arena.global()) != null;
        } catch (final IllegalArgumentException e) {
            return false;
        }
    }
}
