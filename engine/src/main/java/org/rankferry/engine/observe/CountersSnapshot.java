package org.rankferry.engine.observe;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.errors.DistinctErrorLog;
import org.agrona.concurrent.status.CountersReader;
import org.rankferry.engine.api.RankProgress;
import org.rankferry.engine.nativeio.ProcessStat;

/**
 * What a counters file said at one moment, read by any process of the same user while the agent writes. Each value is
 * whole; values next to each other may be a few stores apart.
 *
 * @param kind        of agent
 * @param name        job (source) or target
 * @param pid         of the agent's process
 * @param startTimeMs when the agent made the file, ms since 1970
 * @param alive       whether that very process still runs; a later one with the same pid does not count
 * @param counters    allocated counters, in the order of their ids
 * @param errors      distinct errors, oldest first
 */
public record CountersSnapshot(
    AgentKind kind,
    String name,
    long pid,
    long startTimeMs,
    boolean alive,
    List<Counter> counters,
    List<LoggedError> errors) {

    /** No rank in a counter's key. */
    public static final int NO_RANK = -1;

    /**
     * One counter.
     *
     * @param typeId {@link AgentCounter#typeId} or a rank counter's
     * @param rank   of a rank counter, else {@link #NO_RANK}
     * @param label  name, unit, and rank
     * @param value  at the moment of the snapshot
     */
    public record Counter(int typeId, int rank, String label, long value) { }

    /**
     * One distinct error.
     *
     * @param count   times it was seen
     * @param firstMs when first, ms since 1970
     * @param lastMs  when last
     * @param text    with its stack trace
     */
    public record LoggedError(int count, long firstMs, long lastMs, String text) {
        /** The first line, for people. */
        public String summary() {
            return text.lines().findFirst().orElse("");
        }
    }

    /** Takes immutable copies. */
    public CountersSnapshot {
        counters = List.copyOf(counters);
        errors = List.copyOf(errors);
    }

    /**
     * Reads a counters file of a running or ended agent.
     *
     * @throws IOException in one line, when it is not there, cut, of another version or something else
     */
    public static CountersSnapshot read(final Path file) throws IOException {
        try (Arena arena = Arena.ofConfined();
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            final long length = channel.size();
            if (length < CountersLayout.HEADER_LENGTH || length > Integer.MAX_VALUE) {
                throw CountersLayout.refused(file, "has " + length + " bytes: cut, or no counters file");
            }
            final ByteBuffer mapped = channel
                .map(FileChannel.MapMode.READ_ONLY, 0, length, arena)
                .asByteBuffer()
                .order(ByteOrder.nativeOrder());
            final AtomicBuffer header = new UnsafeBuffer(mapped, 0, CountersLayout.HEADER_LENGTH);
            CountersLayout.check(file, header, length);
            return read(file, mapped, header);
        } catch (final NoSuchFileException e) {
            throw new IOException("counters file " + file + " is not there: no agent runs in that directory", e);
        }
    }

    private static CountersSnapshot read(final Path file, final ByteBuffer mapped, final AtomicBuffer header)
        throws IOException {
        final int metadataLength = CountersLayout.metadataLength(header);
        final int valuesLength = CountersLayout.valuesLength(header);
        final int valuesOffset = CountersLayout.HEADER_LENGTH + metadataLength;
        final CountersReader reader = new CountersReader(
            new UnsafeBuffer(mapped, CountersLayout.HEADER_LENGTH, metadataLength),
            new UnsafeBuffer(mapped, valuesOffset, valuesLength),
            StandardCharsets.UTF_8);
        final AtomicBuffer errorLog =
            new UnsafeBuffer(mapped, valuesOffset + valuesLength, CountersLayout.errorLogLength(header));
        final long pid = header.getLong(CountersLayout.PID_OFFSET);
        return new CountersSnapshot(
            AgentKind.ofCode(header.getInt(CountersLayout.KIND_OFFSET)),
            CountersLayout.name(header),
            pid,
            header.getLong(CountersLayout.START_TIME_OFFSET),
            isAlive(pid, header.getLong(CountersLayout.START_TICKS_OFFSET)),
            counters(file, reader),
            errors(file, errorLog));
    }

    private static boolean isAlive(final long pid, final long startTicks) throws IOException {
        final Optional<ProcessStat> process = ProcessStat.read(pid);
        return process.isPresent() && process.get().isAlive() && process.get().startTicks() == startTicks;
    }

    private static List<Counter> counters(final Path file, final CountersReader reader) throws IOException {
        final List<Counter> result = new ArrayList<>();
        for (int id = 0; id <= reader.maxCounterId(); id++) {
            final int state = reader.getCounterState(id);
            if (state == CountersReader.RECORD_UNUSED) {
                break;
            }
            if (state != CountersReader.RECORD_ALLOCATED) {
                continue;
            }
            // Agrona trusts the length, and a damaged one would read outside of the mapping.
            final int labelOffset = CountersReader.metaDataOffset(id) + CountersReader.LABEL_OFFSET;
            final int labelLength = reader.metaDataBuffer().getInt(labelOffset);
            if (labelLength < 0 || labelLength > CountersReader.MAX_LABEL_LENGTH) {
                throw CountersLayout.refused(file, "is damaged: label of counter " + id + " has length " + labelLength);
            }
            final int typeId = reader.getCounterTypeId(id);
            final int keyOffset = CountersReader.metaDataOffset(id) + CountersReader.KEY_OFFSET;
            final int rank = isRankCounter(typeId)
                ? reader.metaDataBuffer().getInt(keyOffset + RankCounters.RANK_KEY_OFFSET)
                : NO_RANK;
            result.add(new Counter(typeId, rank, reader.getCounterLabel(id), reader.getCounterValue(id)));
        }
        return result;
    }

    private static List<LoggedError> errors(final Path file, final AtomicBuffer log) throws IOException {
        final List<LoggedError> result = new ArrayList<>();
        int offset = 0;
        while (offset <= log.capacity() - DistinctErrorLog.ENCODED_ERROR_OFFSET) {
            final int length = log.getIntVolatile(offset + DistinctErrorLog.LENGTH_OFFSET);
            if (length == 0) {
                break;
            }
            if (length < DistinctErrorLog.ENCODED_ERROR_OFFSET || length > log.capacity() - offset) {
                throw CountersLayout.refused(
                    file, "is damaged: error log entry at " + offset + " has length " + length);
            }
            final byte[] text = new byte[length - DistinctErrorLog.ENCODED_ERROR_OFFSET];
            log.getBytes(offset + DistinctErrorLog.ENCODED_ERROR_OFFSET, text);
            result.add(new LoggedError(
                log.getInt(offset + DistinctErrorLog.OBSERVATION_COUNT_OFFSET),
                log.getLong(offset + DistinctErrorLog.FIRST_OBSERVATION_TIMESTAMP_OFFSET),
                log.getLongVolatile(offset + DistinctErrorLog.LAST_OBSERVATION_TIMESTAMP_OFFSET),
                new String(text, StandardCharsets.UTF_8)));
            offset += (length + DistinctErrorLog.RECORD_ALIGNMENT - 1) & -DistinctErrorLog.RECORD_ALIGNMENT;
        }
        return result;
    }

    private static boolean isRankCounter(final int typeId) {
        return typeId >= RankCounters.BYTES_TYPE_ID && typeId <= RankCounters.STATE_TYPE_ID;
    }

    /** The value of one of the agent's counters, 0 when the agent does not have it. */
    public long value(final AgentCounter counter) {
        for (final Counter candidate : counters) {
            if (candidate.typeId() == counter.typeId()) {
                return candidate.value();
            }
        }
        return 0;
    }

    /** How far every rank is, in the order of ranks. */
    public List<RankProgress> progress() {
        final TreeMap<Integer, long[]> byRank = new TreeMap<>();
        for (final Counter counter : counters) {
            if (isRankCounter(counter.typeId())) {
                byRank.computeIfAbsent(counter.rank(), rank -> new long[RankCounters.COUNTERS_PER_RANK])
                    [counter.typeId() - RankCounters.BYTES_TYPE_ID] = counter.value();
            }
        }
        final List<RankProgress> result = new ArrayList<>(byRank.size());
        byRank.forEach((rank, values) -> result.add(new RankProgress(
            rank, Math.max(0, values[0]), Math.max(0, values[1]), RankState.ofCode(values[2]).toString())));
        return result;
    }
}
