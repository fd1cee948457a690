package org.rankferry.engine.coordinator.job;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;

import com.fasterxml.jackson.jr.ob.JSON;
import org.agrona.CloseHelper;

/**
 * A journal in a file: a line for each call, on stable storage when it comes back.
 *
 * <pre>
 *  77aa1c09 {"what":"job","epoch":1,"job":{...}}
 *  5a0be1c2 {"what":"begin","epoch":7,"moves":[{"from":"a","onto":"s1","ranks":[0,1]}]}
 *  91d2207f {"what":"commit","epoch":7,"locations":{"0":"10.0.0.5:41001"}}
 *  0c4410ee {"what":"end","epoch":7}
 *  1f90cc31 {"what":"placed","epoch":7,"ranks":{"s1":[0,1]}}
 *  08ef2a31 {"what":"checkpoint","epoch":8,"directory":"..."}
 *  7c6600b1 {"what":"restart","epoch":9}            until it is placed again
 *
 *  CRC-32C of the JSON, 8 hexadecimal digits; a space; the JSON; a line feed
 * </pre>
 *
 * <p>A last line that is not whole was being written when its writer died: nobody has acted on it, and it is cut off.
 * One process has the journal at a time, which a lock sees to.
 */
public final class FileJournal implements Journal, AutoCloseable {
    private static final int CRC_LENGTH = 8;
    private static final int MOST_BYTES = 64 << 20;

    private final Path file;
    private final FileChannel channel;
    private long lastEpoch;
    private Unfinished unfinished;
    private JobSpec job;
    private Path checkpoint;
    private boolean restarting;

    /**
     * What a job manager that died has left.
     *
     * @param epoch     of the attempt.
     * @param moves     of it.
     * @param committed whether it goes forward; otherwise it is taken back.
     * @param locations of the new copies of ranks, when it does.
     */
    public record Unfinished(long epoch, List<Move> moves, boolean committed, Map<Integer, String> locations) {
    }

    private FileJournal(final Path file, final FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Opens a journal, or begins one.
     *
     * @param file in a directory that exists.
     * @throws JournalException when another process has it, or it is damaged.
     */
    public static FileJournal open(final Path file) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            if (channel.tryLock() == null) {
                throw new JournalException("journal " + file + " is in use: the job has a job manager");
            }
            final FileJournal journal = new FileJournal(file, channel);
            journal.read();
            return journal;
        } catch (final OverlappingFileLockException e) {
            CloseHelper.quietClose(channel);
            throw new JournalException("journal " + file + " is in use by this process", e);
        } catch (final IOException e) {
            CloseHelper.quietClose(channel);
            throw new JournalException("journal " + file + " can't be opened: " + e.getMessage(), e);
        } catch (final RuntimeException e) {
            CloseHelper.quietClose(channel);
            throw e;
        }
    }

    /** The highest epoch that was ever begun; 0 when none was. */
    public long lastEpoch() {
        return lastEpoch;
    }

    /** What is left to be done. */
    public Optional<Unfinished> unfinished() {
        return Optional.ofNullable(unfinished);
    }

    /** The job as it runs now, its last placement included; empty in a new journal. */
    public Optional<JobSpec> job() {
        return Optional.ofNullable(job);
    }

    /** Whose journal it is, and how it was started. */
    public void describe(final JobSpec started) {
        final Map<String, Object> record = record("job", 1);
        record.put("job", started.toMap());
        write(record);
    }

    /** Where the ranks are. */
    public void placed(final long epoch, final Map<String, List<Integer>> ranks) {
        final Map<String, Object> record = record("placed", epoch);
        record.put("ranks", ranks);
        write(record);
    }

    /** The last checkpoint, by its directory; empty when there is none. */
    public Optional<Path> checkpoint() {
        return Optional.ofNullable(checkpoint);
    }

    /** Whether ranks were being ended and started again from it. */
    public boolean isRestarting() {
        return restarting;
    }

    /** There is a checkpoint. */
    public void checkpointed(final long epoch, final Path directory) {
        final Map<String, Object> record = record("checkpoint", epoch);
        record.put("directory", directory.toString());
        write(record);
    }

    /** All ranks are to be ended, and started again from the last checkpoint. */
    public void restart(final long epoch) {
        write(record("restart", epoch));
    }

    /** There is nothing more to be remembered. */
    public void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (final IOException e) {
            throw new JournalException("journal " + file + " can't be removed: " + e.getMessage(), e);
        }
    }

    @Override
    public void begin(final long epoch, final List<Move> moves) {
        final Map<String, Object> record = record("begin", epoch);
        record.put("moves", moves.stream().map(MigrationEvents::json).toList());
        write(record);
    }

    @Override
    public void commit(final long epoch, final Map<Integer, String> locations) {
        final Map<String, Object> record = record("commit", epoch);
        record.put("locations", locations);
        write(record);
    }

    @Override
    public void abort(final long epoch, final String why) {
        final Map<String, Object> record = record("abort", epoch);
        record.put("why", why);
        write(record);
    }

    @Override
    public void end(final long epoch) {
        write(record("end", epoch));
    }

    @Override
    public void close() {
        CloseHelper.quietClose(channel);
    }

    // --- writing

    private static Map<String, Object> record(final String what, final long epoch) {
        final Map<String, Object> record = new LinkedHashMap<>();
        record.put("what", what);
        record.put("epoch", epoch);
        return record;
    }

    private void write(final Map<String, Object> record) {
        try {
            final byte[] json = JSON.std.asBytes(record);
            final byte[] crc = (hex(json) + " ").getBytes(StandardCharsets.US_ASCII);
            final ByteBuffer line = ByteBuffer.allocate(crc.length + json.length + 1)
                .put(crc).put(json).put((byte) '\n').flip();
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(false);
            take(record);
        } catch (final IOException e) {
            throw new JournalException("journal " + file + " can't be written: " + e.getMessage()
                + "; nothing is decided without it", e);
        }
    }

    // --- reading

    private void read() throws IOException {
        if (channel.size() > MOST_BYTES) {
            throw new JournalException("journal " + file + " has " + channel.size() + " bytes; is it one?");
        }
        final ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
            // The rest of it.
        }
        final byte[] all = bytes.array();
        int begin = 0;
        int number = 1;
        for (int at = 0; at < all.length; at++) {
            if (all[at] == '\n') {
                take(parse(new String(all, begin, at - begin, StandardCharsets.UTF_8), number++));
                begin = at + 1;
            }
        }
        channel.truncate(begin);
        channel.position(begin);
    }

    private Map<String, Object> parse(final String line, final int number) {
        try {
            final byte[] json =
                line.substring(Math.min(line.length(), CRC_LENGTH + 1)).getBytes(StandardCharsets.UTF_8);
            if (line.startsWith(hex(json) + " ")) {
                return JSON.std.mapFrom(json);
            }
            throw new JournalException("journal " + file + " is damaged in line " + number
                + ": its checksum is not that of its text; what it decided is not known");
        } catch (final IOException e) {
            throw new JournalException("journal " + file + " is damaged in line " + number + ": " + e.getMessage(), e);
        }
    }

    private void take(final Map<String, Object> record) {
        final long epoch = ((Number) record.get("epoch")).longValue();
        lastEpoch = Math.max(lastEpoch, epoch);
        switch ((String) record.get("what")) {
            case "begin" -> unfinished = new Unfinished(
                epoch,
                ((List<?>) record.get("moves")).stream().map(move -> MigrationEvents.move((Map<?, ?>) move)).toList(),
                false, Map.of());
            case "commit" -> {
                if (unfinished == null || unfinished.epoch() != epoch) {
                    throw new JournalException(
                        "journal " + file + " commits epoch " + epoch + ", which it did not begin");
                }
                unfinished = new Unfinished(
                    epoch, unfinished.moves(), true, MigrationEvents.locations(record));
            }
            case "abort" -> {
                if (unfinished != null) {
                    unfinished = new Unfinished(unfinished.epoch(), unfinished.moves(), false, Map.of());
                }
            }
            case "end" -> unfinished = null;
            case "checkpoint" -> checkpoint = Path.of((String) record.get("directory"));
            case "restart" -> {
                restarting = true;
                unfinished = null;
            }
            case "job" -> job = JobSpec.of((Map<?, ?>) record.get("job"));
            case "placed" -> {
                restarting = false;
                job = job == null ? null : job.placed(JobSpec.ranks((Map<?, ?>) record.get("ranks")));
            }
            default -> throw new JournalException(
                "journal " + file + " has a record '" + record.get("what") + "'; is it of a later release?");
        }
    }

    private static String hex(final byte[] json) {
        final CRC32C crc = new CRC32C();
        crc.update(json);
        return String.format("%08x", crc.getValue());
    }
}
