package org.rankferry.engine.nativeio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import static org.rankferry.engine.nativeio.NativeFunction.ADDRESS;
import static org.rankferry.engine.nativeio.NativeFunction.INT;
import static org.rankferry.engine.nativeio.NativeFunction.LONG;

/**
 * What the kernel keeps of single files in memory. Nothing here touches files of others, as
 * {@code /proc/sys/vm/drop_caches} would. Stateless: any thread may call any method.
 */
public final class PageCache {
    private static final int POSIX_FADV_DONTNEED = 4;
    /** As much as is mapped and looked at in one go. */
    private static final long WINDOW_BYTES = 1L << 30;

    private static final MethodHandle POSIX_FADVISE =
        NativeFunction.plain("posix_fadvise", INT, INT, LONG, LONG, INT);
    private static final MethodHandle FSYNC = NativeFunction.withErrno("fsync", INT, INT);
    private static final MethodHandle MINCORE = NativeFunction.withErrno("mincore", INT, ADDRESS, LONG, ADDRESS);
    private static final MethodHandle GETPAGESIZE = NativeFunction.plain("getpagesize", INT);

    private PageCache() {
    }

    /**
     * Makes a file durable, then asks the kernel to forget its pages. The kernel need not: pages that somebody has
     * mapped or is about to write stay, as do those of file systems that are memory.
     *
     * @param file to be read again from its device.
     * @throws IOException with the call's name, when the file can't be opened or written out.
     */
    public static void drop(final Path file) throws IOException {
        try (Descriptor open = Descriptor.open(file)) {
            sync(open, file);
            final int error = (int) POSIX_FADVISE.invokeExact(open.number(), 0L, 0L, POSIX_FADV_DONTNEED);
            if (error != 0) {
                throw new IOException("posix_fadvise " + file + ": " + NativeFunction.errorText(error));
            }
        } catch (final IOException e) {
            throw e;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("posix_fadvise", t);
        }
    }

    /**
     * Makes a file or a directory durable, which for a directory the JDK does not offer.
     *
     * @param path of it.
     * @throws IOException with the call's name, when it can't be.
     */
    public static void sync(final Path path) throws IOException {
        try (Descriptor open = Descriptor.open(path)) {
            sync(open, path);
        }
    }

    /**
     * How much of a file is in memory, by {@code mincore}. Looking brings nothing in.
     *
     * @param file that this user owns or may write to; of others the kernel claims that all is there.
     * @return bytes, in whole pages.
     * @throws IOException when the file can't be mapped, as on some network file systems.
     */
    public static long residentBytes(final Path file) throws IOException {
        final long page = pageBytes();
        long resident = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            final long size = channel.size();
            for (long offset = 0; offset < size; offset += WINDOW_BYTES) {
                resident += residentPages(channel, offset, Math.min(WINDOW_BYTES, size - offset), page) * page;
            }
        }
        return resident;
    }

    private static long residentPages(
        final FileChannel channel, final long offset, final long length, final long page) throws IOException {

        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment mapping = channel.map(FileChannel.MapMode.READ_ONLY, offset, length, arena);
            final long pages = (length + page - 1) / page;
            final MemorySegment found = arena.allocate(pages);
            final MemorySegment state = NativeFunction.newState(arena);
            if ((int) MINCORE.invokeExact(state, mapping, length, found) != 0) {
                throw new IOException("mincore: " + NativeFunction.errorText(NativeFunction.errno(state)));
            }
            long resident = 0;
            for (long i = 0; i < pages; i++) {
                resident += found.get(ValueLayout.JAVA_BYTE, i) & 1;
            }
            return resident;
        } catch (final IOException e) {
            throw e;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("mincore", t);
        }
    }

    private static void sync(final Descriptor open, final Path path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment state = NativeFunction.newState(arena);
            if ((int) FSYNC.invokeExact(state, open.number()) != 0) {
                throw new IOException("fsync " + path + ": "
                    + NativeFunction.errorText(NativeFunction.errno(state)));
            }
        } catch (final IOException e) {
            throw e;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("fsync", t);
        }
    }

    private static long pageBytes() {
        try {
            return (int) GETPAGESIZE.invokeExact();
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("getpagesize", t);
        }
    }
}
