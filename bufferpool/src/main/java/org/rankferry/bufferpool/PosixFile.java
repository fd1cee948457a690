package org.rankferry.bufferpool;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/**
 * A file opened by the C library, for what the JDK has no call for: never through a symbolic link, mode 0600 from the
 * start, bytes really allocated, and the answer to whether a path still names the file that is open. Linux. Made and
 * used by one thread at a time.
 */
// Native calls are what this class is for.
@SuppressWarnings("restricted")
public final class PosixFile implements AutoCloseable {
    // asm-generic, the values of x86-64 and RISC-V; the two of ARM and POWER that differ are taken below.
    private static final int O_RDWR = 2;
    private static final int O_CREAT = 0x40;
    private static final int O_EXCL = 0x80;
    private static final int O_NOFOLLOW = isArmOrPower() ? 0x8000 : 0x20000;
    private static final int O_CLOEXEC = 0x80000;
    private static final int OWNER_ONLY = 0600;

    private static final int ENOENT = 2;
    private static final int EINTR = 4;
    private static final int EEXIST = 17;
    private static final int ELOOP = 40;

    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final MemoryLayout ERRNO_LAYOUT = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_VALUE =
        ERRNO_LAYOUT.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle OPEN = libc("open",
        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT), ERRNO, Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE = libc("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle POSIX_FALLOCATE = libc("posix_fallocate",
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle STRERROR = libc("strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));

    private final Path path;
    private final int fd;
    private final FileChannel channel;

    private PosixFile(final Path path, final int flags) throws IOException {
        this.path = path;
        fd = open(path, flags);
        FileChannel opened = null;
        try {
            opened = FileChannel.open(self(), StandardOpenOption.READ, StandardOpenOption.WRITE);
        } finally {
            if (opened == null) {
                close(fd);
            }
        }
        channel = opened;
    }

    /**
     * Creates a file.
     *
     * @param path of the file.
     * @return the file, empty, mode 0600.
     * @throws FileAlreadyExistsException if there is one.
     * @throws IOException                if it can't be created.
     */
    public static PosixFile create(final Path path) throws IOException {
        return new PosixFile(path, O_CREAT | O_EXCL);
    }

    /**
     * Opens a file, or creates it.
     *
     * @param path of the file.
     * @return the file; mode 0600 if it is new.
     * @throws IOException if it can't be opened, or is a symbolic link.
     */
    public static PosixFile openOrCreate(final Path path) throws IOException {
        return new PosixFile(path, O_CREAT);
    }

    /**
     * The open file, for everything the JDK can do with it.
     *
     * @return a channel that reads and writes.
     */
    public FileChannel channel() {
        return channel;
    }

    /**
     * Gives the file its size, and every byte of it a place: afterwards no write into it, nor into a mapping of it,
     * fails for want of space.
     *
     * @param bytes size of the file.
     * @throws FileSystemException if there is no space; the reason is the C library's.
     */
    public void allocate(final long bytes) throws FileSystemException {
        int error;
        do {
            try {
                error = (int) POSIX_FALLOCATE.invokeExact(fd, 0L, bytes);
            } catch (final Throwable t) {
                throw new AssertionError(t);
            }
        } while (error == EINTR);
        if (error != 0) {
            throw new FileSystemException(path.toString(), null, describe(error));
        }
    }

    /**
     * Whether the path it was opened by still names this file, and no other one that was put in its place since.
     *
     * @return true if it does.
     * @throws IOException if the path can't be looked at.
     */
    public boolean isStillAtItsPath() throws IOException {
        try {
            return Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS)
                .equals(Files.getAttribute(self(), "unix:ino")) &&
                Files.getAttribute(path, "unix:dev", LinkOption.NOFOLLOW_LINKS)
                .equals(Files.getAttribute(self(), "unix:dev"));
        } catch (final NoSuchFileException e) {
            return false;
        }
    }

    /** Closes the file. POSIX locks this process holds on it end, through whichever descriptor they were taken. */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            channel.close();
            close(fd);
        }
    }

    private Path self() {
        return Path.of("/proc/self/fd/" + fd);
    }

    private static int open(final Path path, final int flags) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment errno = arena.allocate(ERRNO_LAYOUT);
            final MemorySegment name = arena.allocateFrom(path.toString());
            final int fd;
            try {
                fd = (int) OPEN.invokeExact(errno, name, O_RDWR | O_NOFOLLOW | O_CLOEXEC | flags, OWNER_ONLY);
            } catch (final Throwable t) {
                throw new AssertionError(t);
            }
            if (fd >= 0) {
                return fd;
            }
            final int error = (int) ERRNO_VALUE.get(errno, 0L);
            throw switch (error) {
                case ENOENT -> new NoSuchFileException(path.toString());
                case EEXIST -> new FileAlreadyExistsException(path.toString());
                case ELOOP -> new FileSystemException(path.toString(), null, "is a symbolic link");
                default -> new FileSystemException(path.toString(), null, describe(error));
            };
        }
    }

    private static void close(final int fd) {
        try {
            final int ignored = (int) CLOSE.invokeExact(fd);
        } catch (final Throwable t) {
            throw new AssertionError(t);
        }
    }

    private static String describe(final int error) {
        try {
            return ((MemorySegment) STRERROR.invokeExact(error)).reinterpret(Long.MAX_VALUE).getString(0);
        } catch (final Throwable t) {
            throw new AssertionError(t);
        }
    }

    private static boolean isArmOrPower() {
        final String arch = System.getProperty("os.arch", "");
        return arch.startsWith("aarch64") || arch.startsWith("arm") || arch.startsWith("ppc");
    }

    private static MethodHandle libc(
        final String name, final FunctionDescriptor descriptor, final Linker.Option... options) {
        final Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, options);
    }
}
