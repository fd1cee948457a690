package org.rankferry.engine.nativeio;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Optional;

/** Links functions of the C library and reads errno, which the linker captures in the same down-call. */
@SuppressWarnings("restricted") // this class is the one place that links native code
final class NativeFunction {
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    static final AddressLayout ADDRESS = ValueLayout.ADDRESS;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
        STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle STRERROR = plain("strerror", ADDRESS, INT);
    private static final int ERROR_TEXT_LIMIT = 256;

    private NativeFunction() {
    }

    /** A function whose first argument becomes the segment from {@link #newState}, where errno lands. */
    static MethodHandle withErrno(final String name, final MemoryLayout result, final MemoryLayout... arguments) {
        return link(name, FunctionDescriptor.of(result, arguments), Linker.Option.captureCallState("errno"));
    }

    /** As {@link #withErrno}, for a C function with "..." after the first {@code fixed} arguments. */
    static MethodHandle variadicWithErrno(
        final String name, final int fixed, final MemoryLayout result, final MemoryLayout... arguments) {
        return link(
            name,
            FunctionDescriptor.of(result, arguments),
            Linker.Option.captureCallState("errno"),
            Linker.Option.firstVariadicArg(fixed));
    }

    /** A function that does not report through errno. */
    static MethodHandle plain(final String name, final MemoryLayout result, final MemoryLayout... arguments) {
        return link(name, FunctionDescriptor.of(result, arguments));
    }

    /** A function without arguments that another C library may lack. */
    static Optional<MethodHandle> findTextFunction(final String name) {
        return LINKER.defaultLookup().find(name).map(
            address -> LINKER.downcallHandle(address, FunctionDescriptor.of(ADDRESS)));
    }

    /** A function of another library, which may lack it. */
    static Optional<MethodHandle> find(
        final SymbolLookup symbols, final String name, final FunctionDescriptor descriptor) {
        return symbols.find(name).map(address -> LINKER.downcallHandle(address, descriptor));
    }

    static MemorySegment newState(final Arena arena) {
        return arena.allocate(STATE);
    }

    static int errno(final MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }

    /** The C library's text for an error number, for example "No space left on device". */
    static String errorText(final int errno) {
        try {
            return text((MemorySegment) STRERROR.invokeExact(errno));
        } catch (final Throwable t) {
            throw unexpected("strerror", t);
        }
    }

    /** A NUL-terminated string that the C library owns. */
    static String text(final MemorySegment pointer) {
        return pointer.equals(MemorySegment.NULL) ? "" : pointer.reinterpret(ERROR_TEXT_LIMIT).getString(0);
    }

    /** A down-call itself throws only for wrong types or a closed arena, which is a defect here. */
    static AssertionError unexpected(final String name, final Throwable cause) {
        return new AssertionError("call of " + name + " failed to link or run", cause);
    }

    private static MethodHandle link(
        final String name, final FunctionDescriptor descriptor, final Linker.Option... options) {
        final MemorySegment address = LINKER.defaultLookup().find(name).orElseThrow(
            () -> new UnsupportedOperationException(
                "the C library has no function " + name + ": Rankferry needs Linux with a POSIX C library"));
        return LINKER.downcallHandle(address, descriptor, options);
    }
}
