package org.rankferry.engine.nativeio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

import static org.rankferry.engine.nativeio.NativeFunction.ADDRESS;
import static org.rankferry.engine.nativeio.NativeFunction.INT;
import static org.rankferry.engine.nativeio.NativeFunction.LONG;

/**
 * Extended attributes of every namespace; the JDK has those of users alone, and file systems tell of themselves in
 * others. Stateless: any thread may call any method.
 */
public final class ExtendedAttribute {
    private static final int MOST_BYTES = 64 << 10;
    private static final int ENODATA = 61;
    private static final int EOPNOTSUPP = 95;

    private static final MethodHandle GETXATTR =
        NativeFunction.withErrno("getxattr", LONG, ADDRESS, ADDRESS, ADDRESS, LONG);
    private static final MethodHandle SETXATTR =
        NativeFunction.withErrno("setxattr", INT, ADDRESS, ADDRESS, ADDRESS, LONG, INT);

    private ExtendedAttribute() {
    }

    /**
     * Reads one as text.
     *
     * @param path of a file or directory; a symbolic link is followed.
     * @param name with its namespace, for example {@code trusted.glusterfs.pathinfo}.
     * @return without a NUL at its end; empty when there is none of this name, or the file system has none at all.
     * @throws IOException with the call's name, for anything else that fails.
     */
    public static Optional<String> read(final Path path, final String name) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment state = NativeFunction.newState(arena);
            final MemorySegment value = arena.allocate(MOST_BYTES);
            final long n = (long) GETXATTR.invokeExact(
                state, arena.allocateFrom(path.toString()), arena.allocateFrom(name), value, (long) MOST_BYTES);
            if (n >= 0) {
                final byte[] bytes = value.asSlice(0, n).toArray(ValueLayout.JAVA_BYTE);
                return Optional.of(new String(bytes, StandardCharsets.UTF_8).replaceFirst("\0+$", ""));
            }
            final int error = NativeFunction.errno(state);
            if (error == ENODATA || error == EOPNOTSUPP) {
                return Optional.empty();
            }
            throw new IOException("getxattr " + name + " of " + path + ": " + NativeFunction.errorText(error));
        } catch (final IOException e) {
            throw e;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("getxattr", t);
        }
    }

    /**
     * Sets one, whether there was one or not.
     *
     * @param path  of a file or directory; a symbolic link is followed.
     * @param name  with its namespace; that of {@code trusted} takes root.
     * @param value its bytes.
     * @throws IOException with the call's name, when it can't be.
     */
    public static void write(final Path path, final String name, final byte[] value) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment state = NativeFunction.newState(arena);
            final MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, value);
            if ((int) SETXATTR.invokeExact(
                state, arena.allocateFrom(path.toString()), arena.allocateFrom(name), bytes, (long) value.length, 0)
                != 0) {
                throw new IOException("setxattr " + name + " of " + path + ": "
                    + NativeFunction.errorText(NativeFunction.errno(state)));
            }
        } catch (final IOException e) {
            throw e;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("setxattr", t);
        }
    }
}
