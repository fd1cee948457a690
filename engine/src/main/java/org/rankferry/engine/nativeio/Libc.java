package org.rankferry.engine.nativeio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.rankferry.engine.nativeio.NativeFunction.ADDRESS;
import static org.rankferry.engine.nativeio.NativeFunction.INT;
import static org.rankferry.engine.nativeio.NativeFunction.LONG;

/**
 * The C library's calls that the engine needs and the JDK does not offer. Stateless: any thread may call any method.
 * A failed call throws {@link IOException} with the call's name, its object and the C library's text.
 */
public final class Libc {
    /** Pages are touched at this step when the kernel cannot populate; larger pages are touched more than once. */
    static final int PAGE_BYTES = 4096;

    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 0x80000;
    private static final int OWNER_ONLY = 0600;
    private static final int MADV_POPULATE_READ = 22;
    private static final int MADV_POPULATE_WRITE = 23;
    private static final int EPERM = 1;
    private static final int ESRCH = 3;
    private static final int EINTR = 4;
    private static final int EINVAL = 22;
    private static final int ENOSPC = 28;
    private static final int EDQUOT = 122;

    /** struct statfs on 64-bit Linux: f_type at 0, f_bsize at 8, both long; 120 bytes in all. */
    private static final int STATFS_BYTES = 120;
    private static final int STATFS_TYPE_OFFSET = 0;
    private static final int STATFS_BLOCK_SIZE_OFFSET = 8;

    /** An allocation on tmpfs that a signal interrupts gives back all it had: small steps let a retry get further. */
    private static final long ALLOCATE_STEP_BYTES = 64L << 20;
    private static final int ALLOCATE_INTERRUPTS = 100;

    private static final MethodHandle OPEN = NativeFunction.withErrno("open", INT, ADDRESS, INT);
    private static final MethodHandle CLOSE = NativeFunction.plain("close", INT, INT);
    private static final MethodHandle POSIX_FALLOCATE =
        NativeFunction.plain("posix_fallocate", INT, INT, LONG, LONG);
    private static final MethodHandle MADVISE = NativeFunction.withErrno("madvise", INT, ADDRESS, LONG, INT);
    private static final MethodHandle ISATTY = NativeFunction.plain("isatty", INT, INT);
    private static final MethodHandle GETUID = NativeFunction.plain("getuid", INT);
    private static final MethodHandle KILL = NativeFunction.withErrno("kill", INT, INT, INT);
    private static final MethodHandle MKFIFO = NativeFunction.withErrno("mkfifo", INT, ADDRESS, INT);
    private static final MethodHandle STATFS = NativeFunction.withErrno("statfs", INT, ADDRESS, ADDRESS);

    private static final VarHandle INT_ACCESS = ValueLayout.JAVA_INT.varHandle();
    private static final Path MEMINFO = Path.of("/proc/meminfo");

    private Libc() {
    }

    /**
     * Makes sure that the file has space for the given bytes and is at least {@code offset + length} long, by
     * {@code posix_fallocate}. What was there stays.
     *
     * @param file   an existing file that may be written
     * @param offset first byte, not negative
     * @param length bytes, not negative; nothing happens for 0
     * @throws NoSpaceException when the file system or the quota has not that much; on tmpfs nothing was taken then
     */
    public static void allocate(final Path file, final long offset, final long length) throws IOException {
        if (offset < 0 || length < 0 || offset > Long.MAX_VALUE - length) {
            throw new IllegalArgumentException("allocate " + file + ": offset " + offset + ", length " + length);
        }
        final int fd = open(file);
        try {
            // The whole at once: what cannot fit is refused before it pushes others out.
            int error = length == 0 ? 0 : fallocate(fd, offset, length, 1);
            if (error == EINTR) {
                error = allocateInSteps(fd, offset, length);
            }
            if (error == ENOSPC || error == EDQUOT) {
                throw new NoSpaceException(String.format(
                    "posix_fallocate %s: %s for %d bytes at offset %d",
                    file, NativeFunction.errorText(error), length, offset));
            }
            if (error != 0) {
                throw failure("posix_fallocate", file.toString(), error);
            }
        } finally {
            close(fd);
        }
    }

    /**
     * Gives every page of a writable mapping its memory now, so that later writes meet no page fault. The content stays
     * as it is, also when another thread writes at the same time. Space must have been allocated before.
     *
     * @throws IOException              when memory is short
     * @throws IllegalArgumentException when the mapping is read-only
     */
    public static void populate(final MemorySegment mapping) throws IOException {
        if (mapping.isReadOnly()) {
            throw new IllegalArgumentException("populate: the mapping is read-only");
        }
        if (mapping.byteSize() == 0) {
            return;
        }
        final long start = mapping.address() & -PAGE_BYTES;
        final long length = mapping.address() + mapping.byteSize() - start;
        final int error = madvise(MemorySegment.ofAddress(start), length, MADV_POPULATE_WRITE);
        if (error == EINVAL) {
            touch(mapping); // a kernel before 5.14
        } else if (error != 0) {
            throw failure("madvise(MADV_POPULATE_WRITE)", mapping.byteSize() + " bytes", error);
        }
    }

    /**
     * Maps the pages of a mapping whose memory is there already, so that later reads meet no page fault. A matter of
     * speed: a kernel before 5.14 leaves them to the page faults.
     */
    public static void populateForReading(final MemorySegment mapping) {
        final long start = mapping.address() & -PAGE_BYTES;
        final int ignored = madvise(
            MemorySegment.ofAddress(start), mapping.address() + mapping.byteSize() - start, MADV_POPULATE_READ);
    }

    /** Writes back one int of every page as it stands; atomic, so that a concurrent write is not undone. */
    static void touch(final MemorySegment mapping) {
        final long misaligned = mapping.address() & (Integer.BYTES - 1);
        final long first = misaligned == 0 ? 0 : Integer.BYTES - misaligned;
        final long last = mapping.byteSize() - Integer.BYTES;
        for (long offset = first; offset <= last; offset += PAGE_BYTES) {
            final int ignored = (int) INT_ACCESS.getAndBitwiseOr(mapping, offset, 0);
        }
        if (first <= last) {
            final int ignored = (int) INT_ACCESS.getAndBitwiseOr(mapping, last - ((last - first) & 3), 0);
        }
    }

    /** Whether a file descriptor of this process (0, 1, 2) is a terminal. */
    public static boolean isatty(final int fd) {
        // A command in a script asks this first, and the first native call of a JVM takes a tenth of a second.
        if (isPipeOrFile(Path.of("/proc/self/fd", Integer.toString(fd)))) {
            return false;
        }
        try {
            return (int) ISATTY.invokeExact(fd) == 1;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("isatty", t);
        }
    }

    private static boolean isPipeOrFile(final Path descriptor) {
        try {
            final String target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("pipe:") || target.startsWith("socket:") || target.equals("/dev/null")
                || Files.isRegularFile(descriptor);
        } catch (final IOException e) {
            return false; // nothing learnt: the C library knows
        }
    }

    /** The real user id of this process. */
    public static int getuid() {
        try {
            return (int) GETUID.invokeExact();
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("getuid", t);
        }
    }

    /**
     * Sends a signal to one process; signal 0 only asks whether it is there (a zombie is).
     *
     * @param pid    of one process, positive: groups are never signalled
     * @param signal number, 0 to 64
     * @return whether the process exists
     * @throws IOException when it exists but the signal may not be sent
     */
    public static boolean kill(final long pid, final int signal) throws IOException {
        if (pid <= 0 || pid > Integer.MAX_VALUE || signal < 0 || signal > 64) {
            throw new IllegalArgumentException("kill: pid " + pid + ", signal " + signal);
        }
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment state = NativeFunction.newState(arena);
            if ((int) KILL.invokeExact(state, (int) pid, signal) == 0) {
                return true;
            }
            final int error = NativeFunction.errno(state);
            if (error == ESRCH) {
                return false;
            }
            if (error == EPERM && signal == 0) {
                return true;
            }
            throw failure("kill(" + signal + ")", "pid " + pid, error);
        } catch (final IOException e) {
            throw e;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("kill", t);
        }
    }

    /**
     * Makes a FIFO that only its owner may read and write.
     *
     * @param path where nothing is yet
     */
    public static void makeFifo(final Path path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment state = NativeFunction.newState(arena);
            if ((int) MKFIFO.invokeExact(state, arena.allocateFrom(path.toString()), OWNER_ONLY) != 0) {
                throw failure("mkfifo", path.toString(), NativeFunction.errno(state));
            }
        } catch (final IOException e) {
            throw e;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("mkfifo", t);
        }
    }

    /** Bytes the kernel could give out without swapping: MemAvailable of {@code /proc/meminfo}. */
    public static long availableMemory() throws IOException {
        return memAvailable(Files.readAllLines(MEMINFO));
    }

    static long memAvailable(final List<String> lines) throws IOException {
        final String key = "MemAvailable:";
        for (final String line : lines) {
            if (line.startsWith(key) && line.endsWith(" kB")) {
                return Long.parseLong(line.substring(key.length(), line.length() - 3).trim()) * 1024;
            }
        }
        throw new IOException(MEMINFO + " has no MemAvailable: a kernel before 3.14, or /proc is not mounted");
    }

    /** The kind of file system that holds an existing path. */
    public static FileSystemKind fileSystem(final Path path) throws IOException {
        return FileSystemKind.ofMagic(statfs(path, STATFS_TYPE_OFFSET));
    }

    /**
     * The page size of the hugetlbfs that holds a path: sizes of files there must be multiples of it.
     *
     * @return bytes, or 0 when the path is not on hugetlbfs
     */
    public static long hugePageSize(final Path path) throws IOException {
        return fileSystem(path) == FileSystemKind.HUGETLBFS ? statfs(path, STATFS_BLOCK_SIZE_OFFSET) : 0;
    }

    private static long statfs(final Path path, final int field) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment state = NativeFunction.newState(arena);
            final MemorySegment result = arena.allocate(STATFS_BYTES, Long.BYTES);
            if ((int) STATFS.invokeExact(state, arena.allocateFrom(path.toString()), result) != 0) {
                throw failure("statfs", path.toString(), NativeFunction.errno(state));
            }
            return result.get(ValueLayout.JAVA_LONG, field);
        } catch (final IOException e) {
            throw e;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("statfs", t);
        }
    }

    private static int open(final Path file) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment state = NativeFunction.newState(arena);
            final int fd = (int) OPEN.invokeExact(state, arena.allocateFrom(file.toString()), O_RDWR | O_CLOEXEC);
            if (fd < 0) {
                throw failure("open", file.toString(), NativeFunction.errno(state));
            }
            return fd;
        } catch (final IOException e) {
            throw e;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("open", t);
        }
    }

    private static void close(final int fd) {
        try {
            final int ignored = (int) CLOSE.invokeExact(fd);
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("close", t);
        }
    }

    private static int allocateInSteps(final int fd, final long offset, final long length) {
        int error = 0;
        for (long done = 0; error == 0 && done < length; done += ALLOCATE_STEP_BYTES) {
            error = fallocate(fd, offset + done, Math.min(ALLOCATE_STEP_BYTES, length - done), ALLOCATE_INTERRUPTS);
        }
        return error;
    }

    private static int fallocate(final int fd, final long offset, final long length, final int attempts) {
        try {
            int error = EINTR;
            for (int i = 0; error == EINTR && i < attempts; i++) {
                error = (int) POSIX_FALLOCATE.invokeExact(fd, offset, length);
            }
            return error;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("posix_fallocate", t);
        }
    }

    private static int madvise(final MemorySegment start, final long length, final int advice) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment state = NativeFunction.newState(arena);
            return (int) MADVISE.invokeExact(state, start, length, advice) == 0 ? 0 : NativeFunction.errno(state);
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("madvise", t);
        }
    }

    private static IOException failure(final String call, final String object, final int error) {
        return new IOException(call + " " + object + ": " + NativeFunction.errorText(error));
    }
}
