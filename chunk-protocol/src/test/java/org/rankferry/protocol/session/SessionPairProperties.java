package org.rankferry.protocol.session;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.agrona.concurrent.UnsafeBuffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Both ends over a link that delays, batches and breaks, in an order drawn from a seed: every chunk arrives exactly
 * once as it was committed, no frame comes without a receive posted for it, and the set is always committed in the end.
 */
class SessionPairProperties {
    private static final int MOST_STEPS = 60_000;

    private final Deque<byte[]> toTarget = new ArrayDeque<>();
    private final Deque<byte[]> toSource = new ArrayDeque<>();
    private FrameLog sourceLog;
    private FrameLog targetLog;
    private long now;

    @Property(tries = 400)
    void everyChunkArrivesOnceWhateverTheLinkDoes(@ForAll long seed) {
        // One instance serves every try.
        toTarget.clear();
        toSource.clear();
        now = 0;
        final Random random = new Random(seed);
        final int chunks = 1 + random.nextInt(12);
        final ModelImage image = new ModelImage(random, 1 + random.nextInt(3), SessionFixture.CHUNK);
        final ModelSource source = new ModelSource(image, chunks, random);
        final ModelTarget target = new ModelTarget(random);
        final SourceTerms terms = new SourceTerms(seed, 1, "job", 1, SessionFixture.CHUNK,
            (long) chunks * SessionFixture.CHUNK, 16, image.ranks, 0, true, 4 + random.nextInt(12), "m", "c");
        final TargetTerms targetTerms = new TargetTerms(null, 0, 0, 0, 4, 4 + random.nextInt(12));
        // Without time nobody is ever pinged, so credits must get the ends going by themselves.
        final boolean timePasses = random.nextBoolean();
        int cutsLeft = random.nextInt(6);
        int attempt = 0;
        connect(terms, targetTerms, attempt, source, target);
        for (int step = 0; !source.committed; step++) {
            assertTrue(step < MOST_STEPS, () -> "stuck with seed " + seed + ": source " + source.session.state()
                + " with "
                + source.session.credits() + " credits, target " + target.session.state() + " with "
                + target.session.credits());
            now += timePasses ? random.nextInt(200_000_000) : 0;
            switch (random.nextInt(6)) {
                case 0, 1 -> source.step();
                case 2 -> target.step();
                case 3 -> {
                    source.session.doTimers(now);
                    target.session.doTimers(now);
                }
                default -> deliver(random, terms, targetTerms, source, target);
            }
            collect(terms, targetTerms);
            if (cutsLeft > 0 && random.nextInt(400) == 0) {
                cutsLeft--;
                cut(random, source, target);
                connect(terms, targetTerms, ++attempt, source, target);
            }
        }
        assertEquals(image.chunks(), target.stored.size(), "seed " + seed);
        for (final ModelImage.Stream stream : image.streams) {
            stream.chunks().forEach(c -> assertEquals(1, target.stored.get(c), c + " with seed " + seed));
        }
    }

    private void connect(SourceTerms terms, TargetTerms targetTerms, int attempt, ModelSource source,
        ModelTarget target) {
        sourceLog = new FrameLog();
        targetLog = new FrameLog();
        source.attach(new SourceSession(terms, attempt, secret(), sourceLog, source, SessionFixture.random(1),
            SessionTimes.DEFAULT));
        target.attach(new TargetSession(targetTerms, secret(), targetLog, target, SessionFixture.random(attempt),
            SessionTimes.DEFAULT));
        target.session.accepted(now);
        source.session.connected(now);
    }

    /** Some of what is under way still arrives at one end or the other, the rest is lost. */
    private void cut(Random random, ModelSource source, ModelTarget target) {
        while (!toTarget.isEmpty() && random.nextInt(4) > 0) {
            feedTarget(target);
        }
        while (!toSource.isEmpty() && random.nextInt(4) > 0) {
            feedSource(source);
        }
        toTarget.clear();
        toSource.clear();
        source.session.lost();
        target.session.lost();
    }

    private void deliver(Random random, SourceTerms terms, TargetTerms targetTerms, ModelSource source,
        ModelTarget target) {
        for (int n = random.nextInt(5); n > 0; n--) {
            if (random.nextBoolean() && !toTarget.isEmpty()) {
                feedTarget(target);
            } else if (!toSource.isEmpty()) {
                feedSource(source);
            }
            collect(terms, targetTerms);
        }
    }

    /** What the ends have sent is under way; never more than there are receives for. */
    private void collect(SourceTerms terms, TargetTerms targetTerms) {
        while (!sourceLog.isEmpty()) {
            toTarget.add(sourceLog.take());
        }
        while (!targetLog.isEmpty()) {
            toSource.add(targetLog.take());
        }
        // One more towards the target, for Hello.
        assertTrue(toTarget.size() <= targetTerms.credits() + 1, () -> toTarget.size() + " frames under way");
        assertTrue(toSource.size() <= terms.credits(), () -> toSource.size() + " frames under way");
    }

    private void feedTarget(ModelTarget target) {
        final byte[] frame = toTarget.remove();
        target.session.onFrame(new UnsafeBuffer(frame), 0, frame.length, now);
    }

    private void feedSource(ModelSource source) {
        final byte[] frame = toSource.remove();
        source.session.onFrame(new UnsafeBuffer(frame), 0, frame.length, now);
    }

    private static SharedSecret secret() {
        return SessionFixture.secret("a secret of some length");
    }
}
