package org.rankferry.engine.nativeio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

import static org.rankferry.engine.nativeio.NativeFunction.ADDRESS;
import static org.rankferry.engine.nativeio.NativeFunction.INT;

/**
 * Takes mounts away without starting a program for it: the JDK closes all files of this process in a new one, and to
 * close one on a mount that hangs would hang too. Takes CAP_SYS_ADMIN. Stateless: any thread may call any method.
 */
public final class MountPoint {
    private static final int MNT_DETACH = 2;
    private static final int UMOUNT_NOFOLLOW = 8;

    private static final MethodHandle UMOUNT2 = NativeFunction.withErrno("umount2", INT, ADDRESS, INT);

    private MountPoint() {
    }

    /**
     * Unmounts. May wait for the file system for ever.
     *
     * @param point no symbolic link.
     * @throws IOException with the call's name, for example when files are open there.
     */
    public static void unmount(final Path point) throws IOException {
        unmount(point, UMOUNT_NOFOLLOW);
    }

    /**
     * Makes it unreachable at once; it is unmounted when the last file in it is closed.
     *
     * @param point no symbolic link.
     * @throws IOException with the call's name, when it can't be.
     */
    public static void detach(final Path point) throws IOException {
        unmount(point, UMOUNT_NOFOLLOW | MNT_DETACH);
    }

    private static void unmount(final Path point, final int flags) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment state = NativeFunction.newState(arena);
            if ((int) UMOUNT2.invokeExact(state, arena.allocateFrom(point.toString()), flags) != 0) {
                throw new IOException("umount2 " + point + ": "
                    + NativeFunction.errorText(NativeFunction.errno(state)));
            }
        } catch (final IOException e) {
            throw e;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("umount2", t);
        }
    }
}
