package org.rankferry.protocol.session;

import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;
import org.rankferry.protocol.image.ExtentSet;

/** Two ends that can be fed by hand, and the log of what each told its agent. */
final class SessionFixture {
    static final int CHUNK = 4096;
    static final int CHUNKS = 8;
    static final SourceTerms SOURCE = new SourceTerms(1, 2, "lu", 3, CHUNK, (long) CHUNK * CHUNKS, 16, 2, 0, true, 8,
        "x86_64; 6.1; glibc 2.36", "application 1");
    static final TargetTerms TARGET = new TargetTerms(null, 0, 0, 0, 4, 8);

    final FrameLog sourceLog = new FrameLog();
    final FrameLog targetLog = new FrameLog();
    final List<String> sourceEvents = new ArrayList<>();
    final List<String> targetEvents = new ArrayList<>();
    final SourceSession source;
    final TargetSession target;
    Refusal helloAnswer;
    HeldBy held = sink -> { };
    long now = 1;

    /** What a target holds from before. */
    interface HeldBy {
        void tell(HeldSink sink);
    }

    SessionFixture() {
        this(SOURCE, 0, TARGET, "a secret of some length", "a secret of some length");
    }

    SessionFixture(SourceTerms sourceTerms, int attempt, TargetTerms targetTerms, String secret, String otherSecret) {
        source = new SourceSession(sourceTerms, attempt, secret(secret), sourceLog, new SourceLog(), random(1),
            SessionTimes.DEFAULT);
        target = new TargetSession(targetTerms, secret(otherSecret), targetLog, new TargetLog(), random(2),
            SessionTimes.DEFAULT);
    }

    static SharedSecret secret(String text) {
        return new SharedSecret(text.getBytes(StandardCharsets.UTF_8));
    }

    static SecureRandom random(long seed) {
        try {
            final SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
            random.setSeed(seed);
            return random;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Delivers everything both ends have sent until nothing moves. */
    void settle() {
        while (!sourceLog.isEmpty() || !targetLog.isEmpty()) {
            while (!sourceLog.isEmpty()) {
                toTarget(sourceLog.take());
            }
            while (!targetLog.isEmpty()) {
                toSource(targetLog.take());
            }
        }
    }

    void toTarget(byte[] frame) {
        target.onFrame(new UnsafeBuffer(frame), 0, frame.length, now);
    }

    void toSource(byte[] frame) {
        source.onFrame(new UnsafeBuffer(frame), 0, frame.length, now);
    }

    /** Goes to STREAMING at both ends and forgets what was told on the way. */
    SessionFixture streaming() {
        source.connected(now);
        settle();
        sourceEvents.clear();
        targetEvents.clear();
        return this;
    }

    /** Goes on to pool regions known and stream 0 of rank 5 open. */
    SessionFixture open(boolean seekable) {
        streaming();
        source.poolRegions(new PoolRegion[] {new PoolRegion(7, (long) CHUNK * CHUNKS, 9)}, "/pool");
        source.streamOpen(5, 0, seekable, 0, "ctx");
        settle();
        sourceEvents.clear();
        targetEvents.clear();
        return this;
    }

    static ExtentSet extents(long... bounds) {
        final ExtentSet set = new ExtentSet();
        for (int i = 0; i < bounds.length; i += 2) {
            set.add(bounds[i], bounds[i + 1]);
        }
        return set;
    }

    private final class SourceLog implements SourceEvents {
        @Override
        public void onRefused(Refusal refusal) {
            sourceEvents.add("refused " + refusal.code() + ": " + refusal.text());
        }

        @Override
        public void onWelcome(int readDepth, byte[] dataToken) {
            sourceEvents.add("welcome " + readDepth + " " + dataToken[31]);
        }

        @Override
        public void onHeld(int rank, int stream, long firstOrdinal, long count) {
            sourceEvents.add("held " + rank + "/" + stream + " " + firstOrdinal + "+" + count);
        }

        @Override
        public void onReady() {
            sourceEvents.add("ready");
        }

        @Override
        public void onChunkDone(int chunk) {
            sourceEvents.add("done " + chunk);
        }

        @Override
        public void onImageStored(int rank, long bytes) {
            sourceEvents.add("stored " + rank + " " + bytes);
        }

        @Override
        public void onCommitted(long bytes, long verifyNanos, long retries) {
            sourceEvents.add("committed " + bytes + " " + verifyNanos + " " + retries);
        }

        @Override
        public void onAbort(SessionFault fault) {
            sourceEvents.add("abort " + fault);
        }
    }

    private final class TargetLog implements TargetEvents {
        @Override
        public Refusal onHello(SourceTerms terms, int attempt) {
            targetEvents.add("hello " + terms.job() + " " + attempt);
            return helloAnswer;
        }

        @Override
        public void onAuthenticated(HeldSink sink) {
            targetEvents.add("authenticated");
            held.tell(sink);
        }

        @Override
        public byte[] dataToken() {
            final byte[] token = new byte[32];
            token[31] = 77;
            return token;
        }

        @Override
        public void onRefused(Refusal refusal) {
            targetEvents.add("refused " + refusal.code() + ": " + refusal.text());
        }

        @Override
        public void onPoolRegions(PoolRegion[] regions, String path) {
            targetEvents.add("regions " + regions.length + " " + path);
        }

        @Override
        public void onStreamOpen(int rank, int stream, boolean seekable, long expectedBytes, String name) {
            targetEvents.add("open " + rank + "/" + stream + " " + seekable + " " + expectedBytes + " " + name);
        }

        @Override
        public void onChunkReady(int rank, int stream, int chunk, long position, int length, int crc, long ordinal) {
            targetEvents.add("chunk " + rank + "/" + stream + " #" + ordinal + " in " + chunk + " [" + position + "+"
                + length + ") " + crc);
        }

        @Override
        public void onStreamEnd(int rank, int stream, long length, long chunks, boolean digestKnown, int crc) {
            targetEvents.add("end " + rank + "/" + stream + " " + length + " " + chunks + " " + digestKnown + " "
                + crc);
        }

        @Override
        public void onImageEnd(int rank, int streams) {
            targetEvents.add("image end " + rank + " " + streams);
        }

        @Override
        public void onSetEnd(int ranks, long bytes) {
            targetEvents.add("set end " + ranks + " " + bytes);
        }

        @Override
        public void onAbort(SessionFault fault) {
            targetEvents.add("abort " + fault);
        }
    }
}
