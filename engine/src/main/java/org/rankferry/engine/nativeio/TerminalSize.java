package org.rankferry.engine.nativeio;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

import static org.rankferry.engine.nativeio.NativeFunction.ADDRESS;
import static org.rankferry.engine.nativeio.NativeFunction.INT;
import static org.rankferry.engine.nativeio.NativeFunction.LONG;

/**
 * The size of a terminal in characters.
 *
 * @param columns characters in a row, positive
 * @param rows    rows on the screen, positive
 */
public record TerminalSize(int columns, int rows) {
    /** What a terminal has that does not say. */
    public static final TerminalSize DEFAULT = new TerminalSize(80, 24);

    private static final long TIOCGWINSZ = 0x5413;
    /** struct winsize: rows and columns as u16 at 0 and 2; 8 bytes in all. */
    private static final int WINSIZE_BYTES = 8;

    private static final MethodHandle IOCTL =
        NativeFunction.variadicWithErrno("ioctl", 2, INT, INT, LONG, ADDRESS);

    /** Refuses a size without any room. */
    public TerminalSize {
        if (columns <= 0 || rows <= 0) {
            throw new IllegalArgumentException("terminal of " + columns + " columns and " + rows + " rows");
        }
    }

    /** The size of the terminal behind a file descriptor; {@link #DEFAULT} when it does not tell. */
    public static TerminalSize of(final int fd) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment state = NativeFunction.newState(arena);
            final MemorySegment size = arena.allocate(WINSIZE_BYTES, Long.BYTES);
            if ((int) IOCTL.invokeExact(state, fd, TIOCGWINSZ, size) != 0) {
                return DEFAULT;
            }
            final int rows = Short.toUnsignedInt(size.get(ValueLayout.JAVA_SHORT, 0));
            final int columns = Short.toUnsignedInt(size.get(ValueLayout.JAVA_SHORT, Short.BYTES));
            return rows > 0 && columns > 0 ? new TerminalSize(columns, rows) : DEFAULT;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("ioctl", t);
        }
    }
}
