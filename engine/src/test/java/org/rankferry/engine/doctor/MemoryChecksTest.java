package org.rankferry.engine.doctor;

import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.rankferry.engine.doctor.Findings.assertOnly;

/** Checks of memory: what may be locked, huge pages, and room for pools and images. */
class MemoryChecksTest {
    private static final long MIB = 1 << 20;
    private static final String LOCK_CAPABILITY = "CapEff:\t0000000000004000";
    private static final String NO_CAPABILITY = "CapEff:\t0000000000000000";

    @TempDir
    private Path root;
    private FakeHost fake;

    @BeforeEach
    void open() {
        fake = new FakeHost(root).file("/proc/meminfo", "MemTotal:  2097152 kB\nMemAvailable:  1048576 kB");
    }

    @Test
    void memlockUnlimited() {
        assertOnly(memlock(10 * MIB, 0), Status.WARN, "/proc/self/limits");
        limit("unlimited", "unlimited");
        assertOnly(memlock(10 * MIB, 0), Status.OK, "memlock", "unlimited");
    }

    @Test
    void memlockAgainstThePool() {
        limit("8388608", "unlimited");
        assertOnly(memlock(10 * MIB, MIB), Status.FAIL,
            "limit 8.0 MiB (hard: unlimited)", "a pool of 10.0 MiB takes 10.5 MiB", "`ulimit -l unlimited`",
            "/etc/security/limits.conf", "LimitMEMLOCK=infinity", "--ulimit memlock=-1");
        assertOnly(memlock(8 * MIB, MIB), Status.FAIL, "takes 8.5 MiB");
        assertOnly(memlock(15 * MIB / 2, MIB), Status.OK, "images of 1.0 MiB");
    }

    @Test
    void memlockAgainstImages() {
        limit("16777216", "16777216");
        assertOnly(memlock(10 * MIB, 16 * MIB), Status.FAIL,
            "(hard: 16.0 MiB), enough for a source", "images of 16.0 MiB takes 16.5 MiB");
        assertOnly(memlock(10 * MIB, 0), Status.WARN, "all free memory of 1.0 GiB takes 1.0 GiB");
    }

    @Test
    void memlockCountsEachDevice() {
        limit("16777216", "16777216");
        fake.device("rxe0").device("rxe1");
        assertOnly(memlock(10 * MIB, MIB), Status.OK);
        assertOnly(memlock(MIB, 10 * MIB), Status.FAIL, "images of 10.0 MiB takes 21.0 MiB");
        assertOnly(
            new MemlockCheck(fake.host(), fake.examined("rxe0", "rxe1"), FakeHost.questions(10 * MIB, MIB)),
            Status.FAIL, "a pool of 10.0 MiB takes 21.0 MiB");
    }

    @Test
    void memlockDoesNotBindWhoMayLockAll() {
        limit("65536", "65536");
        fake.file("/proc/self/status", LOCK_CAPABILITY).file("/proc/self/uid_map", "         0          0 4294967295");
        assertOnly(memlock(10 * MIB, 0), Status.OK, "limit 64.0 KiB", "CAP_IPC_LOCK");
        fake.file("/proc/self/status", NO_CAPABILITY);
        assertOnly(memlock(10 * MIB, 0), Status.FAIL, "limit 64.0 KiB");
        fake.file("/proc/self/status", LOCK_CAPABILITY).file("/proc/self/uid_map", "0 100000 65536");
        assertOnly(memlock(10 * MIB, 0), Status.FAIL, "limit 64.0 KiB");
    }

    @Test
    void hugePagesAreOptional() {
        assertOnly(hugePages(), Status.OK, "none reserved (optional)", "not in this kernel");
        fake.file("/sys/kernel/mm/transparent_hugepage/shmem_enabled", "always within_size advise [never] deny force");
        assertOnly(hugePages(), Status.OK, "transparent for tmpfs: never");
        pages(64, 64);
        assertOnly(hugePages(), Status.WARN, "64 of 2.0 MiB, 64 free", "mount -t hugetlbfs", "--pool-dir");
        fake.file("/proc/self/mounts", "proc /proc proc rw 0 0\nnone /mnt/huge hugetlbfs rw,pagesize=2M 0 0");
        assertOnly(hugePages(), Status.OK, "use them by --pool-dir in /mnt/huge");
        pages(64, 4);
        assertOnly(hugePages(), Status.WARN, "too few are free for a pool of 10.0 MiB", "vm.nr_hugepages");
    }

    @Test
    void sharedMemory() {
        assertOnly(shm(MIB, 0), Status.FAIL, "/dev/shm can't be used", "mount -t tmpfs");
        fake.directory("/dev/shm");
        assertOnly(shm(MIB, 0), Status.OK, "memory: 1.0 GiB free");
        assertOnly(shm(MIB, 1 << 20), Status.OK);
        assertOnly(shm(1L << 60, 0), Status.FAIL, "too little for a pool of 1.0 EiB", "remount,size=");
        assertOnly(shm(MIB, 1L << 60), Status.FAIL, "too little for images of 1.0 EiB", "--store file");
        fake.file("/proc/meminfo", "MemAvailable:  2048 kB");
        assertOnly(shm(MIB, 4 * MIB), Status.FAIL, "too little memory for images of 4.0 MiB");
    }

    private void limit(final String soft, final String hard) {
        fake.file("/proc/self/limits", String.format(
            "Limit                     Soft Limit           Hard Limit           Units     %n"
                + "Max locked memory         %-20s %-20s bytes     ", soft, hard));
    }

    private void pages(final int reserved, final int free) {
        fake.file("/sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages", "0");
        fake.file("/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages", Integer.toString(reserved));
        fake.file("/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages", Integer.toString(free));
    }

    private MemlockCheck memlock(final long pool, final long images) {
        return new MemlockCheck(fake.host(), fake.examined(), FakeHost.questions(pool, images));
    }

    private HugePagesCheck hugePages() {
        return new HugePagesCheck(fake.host(), 10 * MIB);
    }

    private SharedMemoryCheck shm(final long pool, final long images) {
        return new SharedMemoryCheck(fake.host(), FakeHost.questions(pool, images));
    }
}
