package org.rankferry.engine.nativeio;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** Functions of a library that is loaded already. Any thread may ask. */
public final class LoadedLibrary {
    private final SymbolLookup symbols;

    /**
     * Of the symbols that a class loader's libraries have, for example.
     *
     * @param symbols valid as long as this object and the handles from it are used.
     */
    public LoadedLibrary(final SymbolLookup symbols) {
        this.symbols = symbols;
    }

    /**
     * A function to call, or nothing when the library lacks it.
     *
     * @param name       of the exported C function.
     * @param descriptor its result and arguments; a wrong one is undefined behaviour.
     */
    public Optional<MethodHandle> find(final String name, final FunctionDescriptor descriptor) {
        return NativeFunction.find(symbols, name, descriptor);
    }
}
