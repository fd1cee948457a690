package org.rankferry.bufferpool.directory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What a lock file says about its owner, for the next starter and for a human: lines of {@code key=value}.
 *
 * <pre>
 * pid=4711
 * purpose=source of job lu
 * pool=/mnt/huge/me/lu.pool        (only if the pool is elsewhere)
 * </pre>
 *
 * @param pid     of the owner; empty if nothing is written yet.
 * @param purpose of the directory.
 * @param pool    pool file outside the directory.
 */
record LockRecord(OptionalLong pid, String purpose, Optional<Path> pool) {
    private static final int MAX_BYTES = 16 * 1024;

    static LockRecord ofThisProcess(final String purpose) {
        return new LockRecord(OptionalLong.of(ProcessHandle.current().pid()), purpose, Optional.empty());
    }

    LockRecord withPool(final Path file) {
        return new LockRecord(pid, purpose, Optional.of(file));
    }

    /** Reads what is there; a record that was cut short by a crash gives what can be read of it. */
    static LockRecord read(final FileChannel channel) throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(channel.size(), MAX_BYTES));
        int count;
        do {
            count = channel.read(bytes, bytes.position());
        } while (count > 0);
        OptionalLong pid = OptionalLong.empty();
        String purpose = "";
        Optional<Path> pool = Optional.empty();
        final String text = UTF_8.decode(bytes.flip()).toString();
        // A line without its end was cut short, and half a path is another path.
        for (final String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            final int equals = line.indexOf('=');
            final String value = line.substring(equals + 1);
            switch (line.substring(0, Math.max(equals, 0))) {
                case "pid" -> pid = value.matches("[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(value)) : pid;
                case "purpose" -> purpose = value;
                case "pool" -> pool = value.indexOf(0) < 0 ? Optional.of(Path.of(value)) : pool;
                default -> { }
            }
        }
        return new LockRecord(pid, purpose, pool);
    }

    void write(final FileChannel channel) throws IOException {
        final StringBuilder text = new StringBuilder();
        pid.ifPresent(value -> text.append("pid=").append(value).append('\n'));
        text.append("purpose=").append(purpose).append('\n');
        pool.ifPresent(file -> text.append("pool=").append(file).append('\n'));
        final ByteBuffer bytes = UTF_8.encode(text.toString());
        channel.truncate(0);
        while (bytes.hasRemaining()) {
            channel.write(bytes, bytes.position());
        }
    }
}
