package org.rankferry.engine.doctor;

import java.util.ArrayList;
import java.util.List;

import org.rankferry.engine.observe.Units;

/**
 * {@code hugepages}: reserved pages, where hugetlbfs is mounted, and transparent huge pages of tmpfs. All of it is
 * optional: the device's table of pages gets shorter.
 *
 * @param host      to look at.
 * @param poolBytes of a source.
 */
record HugePagesCheck(Host host, long poolBytes) implements Check {
    static final String NAME = "hugepages";

    private static final String SIZES = "/sys/kernel/mm/hugepages";
    private static final String OPTIONAL = "none reserved (optional)";

    @Override
    public List<Finding> look() {
        final List<String> reserved = new ArrayList<>();
        long free = 0;
        for (final String size : host.names(SIZES)) {
            final long kib = Long.parseLong(size.replaceAll("[^0-9]", ""));
            final long pages = host.number(SIZES + "/" + size + "/nr_hugepages").orElse(0);
            final long unused = host.number(SIZES + "/" + size + "/free_hugepages").orElse(0);
            if (pages > 0) {
                reserved.add(pages + " of " + Units.bytes(kib << 10) + ", " + unused + " free");
                free = Math.max(free, unused * (kib << 10));
            }
        }
        final String transparent = ", transparent for tmpfs: " + transparent();
        if (reserved.isEmpty()) {
            return List.of(Finding.ok(NAME, OPTIONAL + transparent));
        }
        final List<String> mounts = mounts();
        final String found = String.join("; ", reserved) + transparent;
        if (mounts.isEmpty()) {
            return List.of(Finding.warn(
                NAME, found + "; hugetlbfs is mounted nowhere",
                "`mount -t hugetlbfs none /dev/hugepages`, and send with --pool-dir of a folder in it"));
        }
        if (free < poolBytes) {
            return List.of(Finding.warn(
                NAME, found + "; too few are free for a pool of " + Units.bytes(poolBytes),
                "`sysctl vm.nr_hugepages=N`, or leave the pool in /dev/shm"));
        }
        return List.of(Finding.ok(NAME, found + "; use them by --pool-dir in " + String.join(", ", mounts)));
    }

    /** {@code always within_size advise [never] deny force}. */
    private String transparent() {
        final String choices = host.text("/sys/kernel/mm/transparent_hugepage/shmem_enabled");
        final int open = choices.indexOf('[');
        final int close = choices.indexOf(']');
        return open < 0 || close < open ? "not in this kernel" : choices.substring(open + 1, close);
    }

    /** {@code none /dev/hugepages hugetlbfs rw,... 0 0}. */
    private List<String> mounts() {
        return host.lines("/proc/self/mounts").stream()
            .map(line -> line.split(" ", -1))
            .filter(fields -> fields.length > 2 && fields[2].equals("hugetlbfs"))
            .map(fields -> fields[1])
            .toList();
    }
}
