package org.rankferry.engine.observe;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.errors.DistinctErrorLog;
import org.agrona.concurrent.status.CountersManager;
import org.rankferry.engine.nativeio.Libc;
import org.rankferry.engine.nativeio.ProcessStat;

/**
 * The mapped file in which one agent counts and logs errors, for any process of the same user to read with
 * {@link CountersSnapshot}. {@code CountersLayout} draws it.
 *
 * <p>Counters are allocated and freed by the agent's thread only. The error log may be written by any thread. {@link
 * #close} hands out nothing more; the mapping goes when the last counter that points into it is garbage, so that a
 * counter read too late is a stale number and not a crash. The owner of the run directory removes the file.
 */
public final class CountersFile implements AutoCloseable {
    /** The file's name in an agent's run directory. */
    public static final String FILE_NAME = "counters";

    private final Path path;
    private CountersManager counters;
    private DistinctErrorLog errorLog;

    private CountersFile(final Path path, final CountersManager counters, final DistinctErrorLog errorLog) {
        this.path = path;
        this.counters = counters;
        this.errorLog = errorLog;
    }

    /**
     * Makes {@code counters} in a run directory, mode 0600. Its space is taken at once, because a counter that meets a
     * full file system would kill the process.
     *
     * @param runDirectory the agent's own, existing, without such a file
     * @param kind         of agent
     * @param name         of the job (source) or of the target; at most 256 bytes of UTF-8
     * @throws IOException when the file is there already, may not be written, or the file system is full
     */
    public static CountersFile create(final Path runDirectory, final AgentKind kind, final String name)
        throws IOException {
        final byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        if (nameBytes.length > CountersLayout.MAX_NAME_LENGTH) {
            throw new IllegalArgumentException("agent name of " + nameBytes.length + " bytes, at most "
                + CountersLayout.MAX_NAME_LENGTH + ": " + name);
        }
        final Path path = runDirectory.resolve(FILE_NAME);
        final AtomicBuffer file = mapNew(path);
        final AtomicBuffer metadata = section(file, CountersLayout.HEADER_LENGTH, CountersLayout.METADATA_LENGTH);
        final AtomicBuffer values = section(
            file, CountersLayout.HEADER_LENGTH + CountersLayout.METADATA_LENGTH, CountersLayout.VALUES_LENGTH);
        final AtomicBuffer errors = section(
            file, CountersLayout.FILE_LENGTH - CountersLayout.ERROR_LOG_LENGTH, CountersLayout.ERROR_LOG_LENGTH);
        final CountersFile result = new CountersFile(
            path,
            new CountersManager(metadata, values, StandardCharsets.UTF_8),
            new DistinctErrorLog(errors, SystemEpochClock.INSTANCE, StandardCharsets.UTF_8));
        writeHeader(file, kind, nameBytes);
        return result;
    }

    private static AtomicBuffer mapNew(final Path path) throws IOException {
        final Set<StandardOpenOption> options =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(
            path, options, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            try {
                Libc.allocate(path, 0, CountersLayout.FILE_LENGTH);
                final ByteBuffer mapped = channel
                    .map(FileChannel.MapMode.READ_WRITE, 0, CountersLayout.FILE_LENGTH, Arena.ofAuto())
                    .asByteBuffer()
                    .order(ByteOrder.nativeOrder());
                return new UnsafeBuffer(mapped);
            } catch (final IOException e) {
                Files.deleteIfExists(path);
                throw e;
            }
        }
    }

    private static AtomicBuffer section(final AtomicBuffer file, final int offset, final int length) {
        return new UnsafeBuffer(file, offset, length);
    }

    private static void writeHeader(final AtomicBuffer file, final AgentKind kind, final byte[] name)
        throws IOException {
        final long pid = ProcessHandle.current().pid();
        file.putLong(CountersLayout.MAGIC_OFFSET, CountersLayout.MAGIC);
        file.putInt(CountersLayout.KIND_OFFSET, kind.code());
        file.putLong(CountersLayout.PID_OFFSET, pid);
        file.putLong(CountersLayout.START_TIME_OFFSET, System.currentTimeMillis());
        file.putLong(CountersLayout.START_TICKS_OFFSET, ProcessStat.read(pid).map(ProcessStat::startTicks).orElse(0L));
        file.putInt(CountersLayout.METADATA_LENGTH_OFFSET, CountersLayout.METADATA_LENGTH);
        file.putInt(CountersLayout.VALUES_LENGTH_OFFSET, CountersLayout.VALUES_LENGTH);
        file.putInt(CountersLayout.ERROR_LOG_LENGTH_OFFSET, CountersLayout.ERROR_LOG_LENGTH);
        file.putInt(CountersLayout.NAME_LENGTH_OFFSET, name.length);
        file.putBytes(CountersLayout.NAME_OFFSET, name);
        file.putIntRelease(CountersLayout.VERSION_OFFSET, CountersLayout.VERSION);
    }

    /** Where the file is. */
    public Path path() {
        return path;
    }

    /** Allocates counters; for the agent's thread only. */
    public CountersManager counters() {
        checkOpen();
        return counters;
    }

    /** Takes errors, each distinct one once with a count; for any thread. */
    public DistinctErrorLog errorLog() {
        checkOpen();
        return errorLog;
    }

    private void checkOpen() {
        if (counters == null) {
            throw new IllegalStateException("counters file " + path + " is closed");
        }
    }

    /** Lets go of the mapping; idempotent. For the thread that owns the agent. */
    @Override
    public void close() {
        counters = null;
        errorLog = null;
    }
}
