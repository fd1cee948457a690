package org.rankferry.engine.doctor;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.util.List;

import org.rankferry.engine.observe.Units;

/**
 * {@code shm}: room in {@code /dev/shm}, where pools and, with the memory store, images lie, and memory to fill it.
 *
 * @param host      to look at.
 * @param questions with the sizes.
 */
record SharedMemoryCheck(Host host, Questions questions) implements Check {
    static final String NAME = "shm";

    private static final String PLACE = "/dev/shm";
    private static final String AVAILABLE = "MemAvailable:";

    @Override
    public List<Finding> look() {
        final long free;
        final long total;
        try {
            final FileStore store = Files.getFileStore(host.file(PLACE));
            free = store.getUsableSpace();
            total = store.getTotalSpace();
        } catch (final IOException e) {
            return List.of(Finding.fail(
                NAME, PLACE + " can't be used: " + e.getMessage(), "`mount -t tmpfs -o size=50% tmpfs " + PLACE + "`"));
        }
        final long memory = availableMemory(host);
        final String found = PLACE + ": " + Units.bytes(free) + " of " + Units.bytes(total) + " free, memory: "
            + Units.bytes(memory) + " free";
        final String larger =
            "`mount -o remount,size=SIZE " + PLACE + "`, --shm-size of a container, or --store file --dir DIR";
        if (questions.poolBytes() > Math.min(free, memory)) {
            return List.of(Finding.fail(
                NAME, found + "; too little for a pool of " + Units.bytes(questions.poolBytes()), larger));
        }
        final long images = questions.imageBytes().orElse(0);
        if (images > free) {
            return List.of(Finding.fail(NAME, found + "; too little for images of " + Units.bytes(images), larger));
        }
        if (images > memory) {
            return List.of(Finding.fail(
                NAME, found + "; too little memory for images of " + Units.bytes(images),
                "use --store file --dir DIR, or a host with more memory"));
        }
        return List.of(Finding.ok(NAME, found));
    }

    /** Bytes that could be given out without swapping; 0 where the kernel does not tell. */
    static long availableMemory(final Host host) {
        return host.lines("/proc/meminfo").stream()
            .filter(line -> line.startsWith(AVAILABLE))
            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
            .findFirst().orElse(0);
    }
}
