package org.rankferry.checkpointer.dmtcp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Makes images as DMTCP writes them: two headers, areas with parents, children, zeros and files, the end. */
public final class DmtcpGenerator {
    private static final int BLOCK = DmtcpStream.BLOCK;

    private final Random random;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private long address = 0x400000;

    private DmtcpGenerator(final long seed) {
        this.random = new Random(seed);
    }

    /** An image with that many areas, beside one of zeros. */
    public static byte[] image(final long seed, final int areas) {
        final DmtcpGenerator generator = new DmtcpGenerator(seed);
        final byte[] header = new byte[BLOCK];
        generator.random.nextBytes(header);
        System.arraycopy(DmtcpStream.MAGIC, 0, header, 0, DmtcpStream.MAGIC.length);
        generator.out.writeBytes(header);
        generator.out.writeBytes(header);
        for (int i = 0; i < areas; i++) {
            if (generator.random.nextBoolean()) {
                generator.anonymous();
            } else {
                generator.file("/lib/lib" + i + ".so");
            }
        }
        generator.area(BLOCK, DmtcpStream.ANONYMOUS, 0, DmtcpStream.ZERO, "");
        final ByteBuffer end = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        end.putLong(DmtcpStream.END_OFFSET, generator.address).putLong(DmtcpStream.SIZE_OFFSET, -1);
        generator.out.writeBytes(end.array());
        return generator.out.toByteArray();
    }

    private void anonymous() {
        final int children = 1 + random.nextInt(4);
        final int[] pages = random.ints(children, 1, 20).toArray();
        final long start = address;
        final long size = (long) Arrays.stream(pages).sum() * BLOCK;
        area(size, DmtcpStream.ANONYMOUS, 0, DmtcpStream.PARENT, "[heap]");
        address = start;
        for (final int count : pages) {
            final boolean zero = random.nextBoolean();
            area((long) count * BLOCK, DmtcpStream.ANONYMOUS, 0, DmtcpStream.CHILD | (zero ? DmtcpStream.ZERO : 0), "");
            if (!zero) {
                data((long) count * BLOCK);
            }
        }
        address += (long) random.nextInt(3) * BLOCK;
    }

    private void file(final String name) {
        final long size = (1L + random.nextInt(10)) * BLOCK;
        final long fileSize = random.nextInt(3) == 0 ? 0 : size - random.nextInt(BLOCK);
        area(size, 2, fileSize, 0, name);
        data(fileSize == 0 ? size : fileSize);
    }

    private void area(final long size, final int flags, final long fileSize, final long properties, final String name) {
        final ByteBuffer area = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        area.putLong(0, address).putLong(DmtcpStream.END_OFFSET, address + size).putLong(DmtcpStream.SIZE_OFFSET, size)
            .putInt(DmtcpStream.PROTECTION_OFFSET, 3).putInt(DmtcpStream.FLAGS_OFFSET, flags)
            .putLong(DmtcpStream.FILE_SIZE_OFFSET, fileSize).putLong(DmtcpStream.PROPERTIES_OFFSET, properties);
        area.put(DmtcpStream.NAME_OFFSET, name.getBytes(StandardCharsets.UTF_8));
        out.writeBytes(area.array());
        address += size;
    }

    private void data(final long bytes) {
        final byte[] data = new byte[(int) bytes];
        random.nextBytes(data);
        out.writeBytes(data);
    }
}
