package org.rankferry.checkpointer.blcr;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Writes streams as BLCR does: the same layout, in the same pattern of writes (bursts of 4 to 40 bytes, 64 of 32,
 * names, a page for each array of runs, one write for each run of pages). Every byte of a page depends on rank and
 * offset.
 */
public final class BlcrGenerator {
    private static final int PAGE = 4096;
    private static final int RUN = 16;
    private static final long FIRST_ADDRESS = 0x400000;
    private static final int RUN_PAGES = 256;

    private final BlcrPlan plan;
    private final WritableByteChannel out;
    private final Random random;
    private final ByteBuffer small = ByteBuffer.allocate(16 << 10).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer large = ByteBuffer.allocateDirect(RUN_PAGES * PAGE).order(ByteOrder.LITTLE_ENDIAN);
    private long offset;
    private long writes;
    private long pages;
    private long address;

    private BlcrGenerator(final BlcrPlan plan, final WritableByteChannel out) {
        this.plan = plan;
        this.out = out;
        this.random = new Random(plan.seed());
    }

    /** What was written. */
    public record Written(long bytes, long writes, long pages) {
    }

    /** Writes the whole stream. */
    public static Written write(final BlcrPlan plan, final WritableByteChannel out) throws IOException {
        final BlcrGenerator generator = new BlcrGenerator(plan, out);
        generator.stream();
        return new Written(generator.offset, generator.writes, generator.pages);
    }

    /** The byte of a page that lies at this offset of a rank's stream. */
    static long word(final int rank, final long offset) {
        long z = offset / Long.BYTES * 0x9E3779B97F4A7C15L + rank * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        return z ^ z >>> 27;
    }

    private void stream() throws IOException {
        ints('C', 'R', 9, plan.scope(), 5);
        for (int process = 0; process < plan.processes(); process++) {
            process(process);
        }
        ints(0, 0x410f00, -1);
    }

    private void process(final int process) throws IOException {
        ints(plan.threads(), 0x410f00, 7);
        ints(112 * plan.threads());
        random(112 * plan.threads());
        for (int thread = 0; thread < plan.threads(); thread++) {
            thread(1000 + process * 100 + thread, thread == 0);
        }
        ints(022);
        name("/");
        name("/home/user/job " + process);
        shared(process);
        files(process);
    }

    private void thread(final int pid, final boolean first) throws IOException {
        small.put(new byte[] {'V', 'M', 'A', 6, 5, 3, 10, 0});
        flush();
        ints(15, 3);
        bytes(16);
        ints(1, 0);
        ints(random.nextInt(64));
        ints(4, 2);
        ints(1);
        ints(0, 0);
        ints(pid);
        random(24);
        small.putInt(first ? 5 : 0).putInt(random.nextInt()).putLong(random.nextLong());
        flush();
        if (first) {
            random(5 * 4);
        }
        registers();
        signals(first);
        if (first) {
            memory();
        }
    }

    private void registers() throws IOException {
        for (int i = 0; i < 21; i++) {
            small.putLong(i == 17 ? 0x33 : i == 20 ? 0x2b : random.nextLong());
        }
        flush();
        bytes(1, plan.floatingPoint() == 0 ? 0 : 1);
        if (plan.floatingPoint() > 0) {
            random(plan.floatingPoint());
        }
        bytes(48);
        longs(0x7ffd_1234_5678L);
        longs(0x7f12_3456_7000L);
        longs(0);
        bytes(2);
        bytes(2);
        bytes(24);
        if (plan.callReturn()) {
            longs(0xf7fd_8430L);
        }
    }

    private void signals(final boolean first) throws IOException {
        small.putLong(0).putInt(2).putInt(random.nextInt()).putLong(0);
        flush();
        longs(random.nextLong());
        queue(random.nextInt(3));
        if (first) {
            queue(random.nextInt(2));
            for (int signal = 0; signal < 64; signal++) {
                small.putLong(signal % 7 == 0 ? 0x40_1234L + signal : 0).putLong(0x1400_0000L)
                    .putLong(0x7f00_0000_1000L).putLong(random.nextLong());
                flush();
            }
        }
        longs(0x7f12_3456_79d0L);
        longs(0);
    }

    private void queue(final int signals) throws IOException {
        for (int i = 0; i < signals; i++) {
            ints(0);
            small.putInt(34 + i);
            fill(124);
            flush();
        }
        ints(-1);
        longs(random.nextLong());
    }

    private void memory() throws IOException {
        for (final long word : new long[] {
            0x400000, 0x4a0000, 0x6a0000, 0x6a8000, 0x6b0000, 0x7000000, 0x7ffd_1234_0000L, 0x7ffd_1234_1000L,
            0x7ffd_1234_1100L, 0x7ffd_1234_1100L, 0x7ffd_1234_1f00L}) {
            small.putLong(word);
        }
        flush();
        if (plan.mappingBase()) {
            longs(0x7f12_4000_0000L);
        }
        address = FIRST_ADDRESS;
        area(1, "/home/user/bin/solver", true);
        for (int i = 0; i < plan.areas(); i++) {
            area(1 + random.nextInt(Math.max(1, plan.pages())), i % 3 == 0 ? "/lib64/lib" + i + ".so" : "", false);
        }
        address += PAGE;
        small.putLong(address).putLong(address + 2 * PAGE).putLong(0x75).putLong(PAGE + 1).putLong(0);
        flush();
        address += 2 * PAGE;
        endOfAreas();
    }

    private void endOfAreas() throws IOException {
        small.putLong(-1).putLong(-1);
        fill(24);
        flush();
    }

    private void area(final int count, final String name, final boolean executable) throws IOException {
        final int spread = 2 * count;
        final long start = address;
        final long end = start + (long) spread * PAGE;
        final byte[] path = name.getBytes(StandardCharsets.UTF_8);
        small.putLong(executable ? start | 1 : start).putLong(end).putLong(0x0810_0073L).putLong(path.length)
            .putLong(0);
        flush();
        small.put(path);
        flush();
        pageList(start, count, end);
        address = end + (long) PAGE * random.nextInt(3);
    }

    /** Runs of 1 to 256 pages, with a gap after each. */
    private void pageList(final long start, final int count, final long end) throws IOException {
        final int fill = plan.intoFile() ? (int) (PAGE - ((offset + 4) & (PAGE - 1))) : PAGE;
        ints(fill);
        if (fill < RUN) {
            bytes(fill);
        }
        int arrayBytes = fill < RUN ? PAGE : fill;
        int left = count;
        long at = start;
        final long[] runs = new long[2 * (PAGE / RUN)];
        boolean ended = false;
        while (!ended) {
            int n = 0;
            while (n < arrayBytes / RUN && !ended) {
                final int run = Math.min(left, 1 + random.nextInt(random.nextInt(5) == 0 ? RUN_PAGES : 4));
                runs[2 * n] = run == 0 ? -1 : at;
                runs[2 * n + 1] = run;
                ended = run == 0;
                at += (run + Math.min(random.nextInt(2), (end - at) / PAGE - left)) * PAGE;
                left -= run;
                n++;
            }
            array(runs, n, arrayBytes);
            for (int i = 0; i < n; i++) {
                page((int) runs[2 * i + 1]);
            }
            arrayBytes = PAGE;
        }
    }

    private void array(final long[] runs, final int n, final int bytes) throws IOException {
        for (int i = 0; i < n; i++) {
            small.putLong(runs[2 * i]).putInt((int) runs[2 * i + 1]).putInt(0);
        }
        while (small.position() < bytes) {
            small.put((byte) 0);
        }
        flush();
    }

    private void page(final int count) throws IOException {
        if (count > 0) {
            content((long) count * PAGE);
            pages += count;
        }
    }

    private void content(final long bytes) throws IOException {
        for (long left = bytes; left > 0; ) {
            large.clear().limit((int) Math.min(left, large.capacity()));
            while (large.remaining() >= Long.BYTES) {
                large.putLong(word(plan.rank(), offset + large.position()));
            }
            while (large.hasRemaining()) {
                large.put((byte) (offset + large.position()));
            }
            left -= large.flip().remaining();
            put(large);
        }
    }

    private void shared(final int process) throws IOException {
        longs(2 * 56);
        // Both processes map the same shared memory: its content comes once.
        mapping(0xffff_8800_0000_1000L, 10_000, 1, 0x7f20_0000_0000L);
        mapping(0xffff_8800_0001_0000L + process * 0x100L, 5_000, 0, 0x7f20_1000_0000L);
        bytes(96);
        if (process == 0) {
            content(10_000);
        }
        name("/tmp/unlinked" + process);
        content(5_000);
        address = 0x7f20_2000_0000L;
        area(3, "", false);
        endOfAreas();
    }

    private void mapping(final long file, final long size, final int kind, final long start) throws IOException {
        small.putLong(file).putLong(size).putInt(kind).putInt(random.nextInt()).putLong(start)
            .putLong(start + 4 * PAGE).putLong(0xfb).putLong(0);
        flush();
    }

    private void files(final int process) throws IOException {
        ints(2, 64, 9);
        descriptor(6, 0, false);
        ints(4, 136, 1, 020620, 2);
        descriptor(8, 1, false);
        ints(5);
        descriptor(1, 2, false);
        openFile(0xffff_8800_0002_0000L, 77, "/home/user/out");
        descriptor(1, 3, true);
        openFile(0xffff_8800_0002_1000L + process * 0x10L, 3_333, "/tmp/gone");
        content(3_333);
        descriptor(1, 4, true);
        openFile(0xffff_8800_0002_1000L + process * 0x10L, 3_333, "/tmp/gone");
        descriptor(2, 5, false);
        small.putInt(11).putInt(040755).putLong(0).putInt(0x10000).putInt(0);
        flush();
        name("/home/user");
        descriptor(5, 6, false);
        // A pipe between the processes: its content comes with whoever is first.
        descriptor(4, 7, false);
        pipe(process == 0 ? 1234 : -1, "pipe:[4242]");
        descriptor(4, 8, false);
        pipe(-1, "/tmp/fifo");
        descriptor(9, 9, false);
        openFile(0xffff_8800_0002_2000L, 0, "/proc/checkpoint/ctrl");
        descriptor(100, -1, false);
    }

    private void descriptor(final int kind, final int number, final boolean unlinked) throws IOException {
        small.putInt(6).putInt(kind).putInt(number).putInt(0).putInt(unlinked ? 1 : 0).putInt(0)
            .putLong(random.nextLong());
        flush();
    }

    private void openFile(final long id, final long size, final String name) throws IOException {
        small.putInt(7).putInt(0).putLong(id).putInt(0100644).putInt(0).putLong(0).putLong(size).putInt(2).putInt(0);
        flush();
        name(name);
    }

    private void pipe(final int content, final String name) throws IOException {
        small.putInt(8).putInt(0).putLong(0xffff_8800_0003_0000L).putInt(1).putInt(content);
        if (plan.longPipes()) {
            small.putInt(65536).putInt(0);
        }
        small.putLong(0).putLong(0).putInt(0).putInt(010600).putLong(0xffff_8800_0003_1000L);
        flush();
        name(name);
        if (content > 0) {
            content(content);
        }
    }

    private void name(final String path) throws IOException {
        final byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        ints(bytes.length + 1);
        small.put(bytes).put((byte) 0);
        flush();
    }

    private void ints(final int... values) throws IOException {
        for (final int value : values) {
            small.putInt(value);
        }
        flush();
    }

    private void longs(final long value) throws IOException {
        small.putLong(value);
        flush();
    }

    /** Zeros, or a value and zeros. */
    private void bytes(final int count, final int... values) throws IOException {
        for (int i = 0; i < count; i++) {
            small.put((byte) (i < values.length ? values[i] : 0));
        }
        flush();
    }

    private void random(final int count) throws IOException {
        fill(count);
        flush();
    }

    private void fill(final int count) {
        for (int i = 0; i < count; i++) {
            small.put((byte) random.nextInt());
        }
    }

    private void flush() throws IOException {
        if (small.position() > 0) {
            put(small.flip());
            small.clear();
        }
    }

    private void put(final ByteBuffer bytes) throws IOException {
        offset += bytes.remaining();
        writes++;
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
