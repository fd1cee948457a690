package org.rankferry.engine.observe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.status.CountersReader;

/**
 * The counters file. Native byte order; the magic of a file from a machine of the other order does not match.
 *
 * <pre>
 *   0        8        12       16       24       32            40       44       48       52       56
 *   +--------+--------+--------+--------+--------+-------------+--------+--------+--------+--------+--------
 *   | magic  | version| kind   | pid    | start  | start ticks | meta-  | values | error  | name   | name ...
 *   |        |        |        |        | epoch  | of the pid  | data   | length | log    | length | UTF-8
 *   |        |        |        |        | ms     |             | length |        | length |        |
 *   +--------+--------+--------+--------+--------+-------------+--------+--------+--------+--------+--------
 *   4096                      + metadata length          + values length             + error log length = file length
 *   +-------------------------+--------------------------+---------------------------+
 *   | counters metadata       | counters values          | distinct error log        |
 *   | (Agrona CountersReader) | (Agrona CountersReader)  | (Agrona DistinctErrorLog) |
 *   +-------------------------+--------------------------+---------------------------+
 * </pre>
 *
 * <p>The version is stored last, with release order: who reads a version other than 0 with acquire order sees all the
 * rest of the header and the sections as they were made.
 */
final class CountersLayout {
    /** "rfcount1" in ASCII, read as a big-endian number. */
    static final long MAGIC = 0x7266636f756e7431L;
    static final int VERSION = 1;

    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = 8;
    static final int KIND_OFFSET = 12;
    static final int PID_OFFSET = 16;
    static final int START_TIME_OFFSET = 24;
    static final int START_TICKS_OFFSET = 32;
    static final int METADATA_LENGTH_OFFSET = 40;
    static final int VALUES_LENGTH_OFFSET = 44;
    static final int ERROR_LOG_LENGTH_OFFSET = 48;
    static final int NAME_LENGTH_OFFSET = 52;
    static final int NAME_OFFSET = 56;

    static final int HEADER_LENGTH = 4096;
    static final int MAX_NAME_LENGTH = 256;

    /** Three counters for each of 300 ranks, and the agent's own. */
    static final int MAX_COUNTERS = 1024;
    static final int VALUES_LENGTH = MAX_COUNTERS * CountersReader.COUNTER_LENGTH;
    static final int METADATA_LENGTH = MAX_COUNTERS * CountersReader.METADATA_LENGTH;
    static final int ERROR_LOG_LENGTH = 128 * 1024;
    static final int FILE_LENGTH = HEADER_LENGTH + METADATA_LENGTH + VALUES_LENGTH + ERROR_LOG_LENGTH;

    private CountersLayout() {
    }

    static int metadataLength(final DirectBuffer header) {
        return header.getInt(METADATA_LENGTH_OFFSET);
    }

    static int valuesLength(final DirectBuffer header) {
        return header.getInt(VALUES_LENGTH_OFFSET);
    }

    static int errorLogLength(final DirectBuffer header) {
        return header.getInt(ERROR_LOG_LENGTH_OFFSET);
    }

    static String name(final DirectBuffer header) {
        final byte[] bytes = new byte[header.getInt(NAME_LENGTH_OFFSET)];
        header.getBytes(NAME_OFFSET, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Refuses what is no whole counters file of this version, in one line. */
    static void check(final Path file, final AtomicBuffer header, final long fileLength) throws IOException {
        final int version = header.getIntVolatile(VERSION_OFFSET);
        final long magic = header.getLong(MAGIC_OFFSET);
        if (magic == 0 && version == 0) {
            throw refused(file, "is still being made by its agent: ask again");
        }
        if (magic != MAGIC) {
            throw refused(file, String.format("is no counters file: magic %016x, expected %016x", magic, MAGIC));
        }
        if (version == 0) {
            throw refused(file, "is still being made by its agent: ask again");
        }
        if (version != VERSION) {
            throw refused(file, "has version " + version + ", this rankferry reads " + VERSION
                + ": use the rankferry that runs the agent");
        }
        final long metadata = metadataLength(header);
        final long values = valuesLength(header);
        final long errorLog = errorLogLength(header);
        if (metadata <= 0 || values <= 0 || errorLog <= 0
            || values % CountersReader.COUNTER_LENGTH != 0
            || metadata / CountersReader.METADATA_LENGTH != values / CountersReader.COUNTER_LENGTH
            || metadata % CountersReader.METADATA_LENGTH != 0) {
            throw refused(file, "is damaged: section lengths " + metadata + ", " + values + ", " + errorLog);
        }
        final long expected = HEADER_LENGTH + metadata + values + errorLog;
        if (fileLength != expected) {
            throw refused(file, "has " + fileLength + " bytes, its header says " + expected);
        }
        final int nameLength = header.getInt(NAME_LENGTH_OFFSET);
        if (nameLength < 0 || nameLength > MAX_NAME_LENGTH) {
            throw refused(file, "is damaged: name length " + nameLength + ", at most " + MAX_NAME_LENGTH);
        }
        if (AgentKind.ofCode(header.getInt(KIND_OFFSET)) == null) {
            throw refused(file, "is damaged: agent kind " + header.getInt(KIND_OFFSET));
        }
    }

    static IOException refused(final Path file, final String why) {
        return new IOException("counters file " + file + " " + why);
    }
}
