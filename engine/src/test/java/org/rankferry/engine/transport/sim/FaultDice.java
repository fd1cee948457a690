package org.rankferry.engine.transport.sim;

import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Decides by plan and seed what breaks next, and counts it. One target agent decides; any thread may ask. */
final class FaultDice {
    private final FaultPlan plan;
    private final long seed;
    private final Random random;
    private final Map<Fault, AtomicLong> injected = new EnumMap<>(Fault.class);
    private long posted;
    private long completed;
    private long frames;

    FaultDice(final FaultPlan plan, final long seed) {
        this.plan = plan;
        this.seed = seed;
        this.random = new Random(seed);
        for (final Fault fault : Fault.values()) {
            injected.put(fault, new AtomicLong());
        }
    }

    long injected(final Fault fault) {
        return injected.get(fault).get();
    }

    boolean readPosted() {
        return when(Fault.LOST_AT_READ, ++posted == plan.loseAtRead());
    }

    void readCompleted() {
        completed++;
    }

    boolean readFails() {
        return when(Fault.READ_ERROR, completed == plan.readErrorAt() || chance(plan.readErrorProbability()));
    }

    boolean readDropped() {
        return when(Fault.READ_DROPPED, completed == plan.dropAt());
    }

    boolean readFlipped() {
        final boolean planned = completed == plan.flipAt()
            || (plan.flipAlways() && plan.flipAt() > 0 && completed > plan.flipAt());
        return when(Fault.READ_FLIPPED, planned || chance(plan.flipProbability()));
    }

    /** Polls to hold a completion back for, 0 for none. */
    int readDelay() {
        return when(Fault.READ_DELAYED, chance(plan.delayProbability())) ? 1 + random.nextInt(plan.delayPolls()) : 0;
    }

    int below(final int bound) {
        return random.nextInt(bound);
    }

    void frameDelivered(final int templateId) {
        frames++;
        when(Fault.LOST_BEHIND_FRAME, templateId == plan.loseBehind() && injected(Fault.LOST_BEHIND_FRAME) == 0);
    }

    /** Frames that may still arrive before the next one meets a fault. */
    int framesToFault() {
        if (plan.loseBehind() != 0 && injected(Fault.LOST_BEHIND_FRAME) == 0) {
            return 1;
        }
        return plan.stallAtFrame() > frames ? (int) (plan.stallAtFrame() - frames - 1) : Integer.MAX_VALUE;
    }

    /** Polls to stall for, 0 for none. */
    int stall() {
        final boolean due = frames + 1 == plan.stallAtFrame() && injected(Fault.FRAMES_STALLED) == 0;
        return when(Fault.FRAMES_STALLED, due) ? plan.stallPolls() : 0;
    }

    String by(final String what) {
        return "sim: " + what + " (seed " + seed + ")";
    }

    private boolean chance(final double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    private boolean when(final Fault fault, final boolean condition) {
        if (condition) {
            injected.get(fault).incrementAndGet();
        }
        return condition;
    }
}
