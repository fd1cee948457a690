package org.rankferry.bench;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Mappings of this process that nobody in it may touch until they are allowed again: neither its own code, nor the
 * kernel on behalf of its system calls. Pages that a device has pinned are not affected by that.
 */
final class ForbiddenMemory implements AutoCloseable {
    private static final int PROT_NONE = 0;
    private static final int PROT_READ_WRITE = 3;
    private static final int HEX = 16;
    @SuppressWarnings("restricted")
    private static final MethodHandle MPROTECT = Linker.nativeLinker().downcallHandle(
        Linker.nativeLinker().defaultLookup().find("mprotect").orElseThrow(),
        FunctionDescriptor.of(
            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));

    private final List<MemorySegment> mappings = new ArrayList<>();
    private final Map<String, Long> bytesByFile = new TreeMap<>();

    /** Forbids the mappings of files. */
    @SuppressWarnings("restricted")
    ForbiddenMemory(final Predicate<Path> files) throws IOException {
        for (final String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
            // 7f0000000000-7f0000100000 rw-s 00000000 00:1c 42    /dev/shm/...
            final int path = line.indexOf('/');
            if (path > 0 && files.test(Path.of(line.substring(path)))) {
                final long from = Long.parseUnsignedLong(line.substring(0, line.indexOf('-')), HEX);
                final long to =
                    Long.parseUnsignedLong(line.substring(line.indexOf('-') + 1, line.indexOf(' ')), HEX);
                mappings.add(MemorySegment.ofAddress(from).reinterpret(to - from));
                bytesByFile.merge(line.substring(path), to - from, Long::sum);
            }
        }
        protect(PROT_NONE);
    }

    List<MemorySegment> mappings() {
        return mappings;
    }

    /** Bytes that are forbidden. */
    long bytes() {
        return bytesByFile.values().stream().mapToLong(Long::longValue).sum();
    }

    private void protect(final int access) {
        for (final MemorySegment mapping : mappings) {
            try {
                final int result = (int) MPROTECT.invokeExact(mapping, mapping.byteSize(), access);
                if (result != 0) {
                    throw new IllegalStateException("mprotect failed for " + bytesByFile);
                }
            } catch (final RuntimeException e) {
                throw e;
            } catch (final Throwable t) {
                throw new AssertionError("mprotect failed to run", t);
            }
        }
    }

    @Override
    public void close() {
        protect(PROT_READ_WRITE);
    }

    @Override
    public String toString() {
        return bytesByFile.toString();
    }
}
