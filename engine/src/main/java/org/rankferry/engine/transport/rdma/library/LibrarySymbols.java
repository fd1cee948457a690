package org.rankferry.engine.transport.rdma.library;

import java.lang.foreign.SymbolLookup;
import java.util.function.Supplier;

/**
 * The symbols of the library that DiSNI loaded, however it was found. Defined by {@link DisniClassLoader}: only a
 * loader's own classes can look its libraries up.
 */
final class LibrarySymbols implements Supplier<SymbolLookup> {
    /** Made by reflection. */
    LibrarySymbols() {
    }

    @Override
    public SymbolLookup get() {
        return SymbolLookup.loaderLookup();
    }
}
