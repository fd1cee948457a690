package org.rankferry.bench;

import java.util.ArrayList;
import java.util.List;

import org.rankferry.bench.measure.MachineSample;
import org.rankferry.bench.measure.MachineUse;
import org.rankferry.bench.measure.Noise;
import org.rankferry.bench.remote.RemoteBench;

/** Looks at this machine, and at the target's, from the first measured round to the last. Used by one thread. */
final class MachineWatch {
    /** Null when both ends are in this process. */
    private final RemoteBench server;
    private final MachineSample before = MachineSample.read();
    private final MachineSample serverBefore;
    private final List<Double> others = new ArrayList<>();
    private List<MachineUse> uses = List.of();

    MachineWatch(final RemoteBench server) {
        this.server = server;
        serverBefore = server == null ? null : server.machine();
    }

    /** Whether the target is on another host than the source. */
    boolean isElsewhere() {
        return server != null && !serverBefore.bootId().equals(before.bootId());
    }

    /** Between two turns, when nobody of the benchmark has anything to do but this thread. */
    void look() {
        others.add(Math.max(0.0, MachineSample.read().runnable() - 1));
    }

    /** The last round is over. */
    void end() {
        final List<MachineUse> ended = new ArrayList<>();
        final MachineSample serverAfter = server == null ? null : server.machine();
        final double partner = server == null || isElsewhere() ? 0
            : serverAfter.ownSeconds() - serverBefore.ownSeconds();
        ended.add(MachineUse.between(before, MachineSample.read(), partner));
        if (isElsewhere()) {
            ended.add(MachineUse.between(serverBefore, serverAfter, 0));
        }
        uses = ended;
    }

    /** The same when the server can't be asked any more. */
    void endAlone() {
        uses = List.of(MachineUse.between(before, MachineSample.read(), 0));
    }

    /** What is to be said of this machine, and of the target's if it is another. */
    List<Noise> noise(final List<Double> memcpyOfRounds) {
        final List<Noise> all = new ArrayList<>();
        for (int i = 0; i < uses.size(); i++) {
            all.add(i == 0 ? new Noise(null, uses.getFirst(), others, memcpyOfRounds)
                : new Noise(server.address(), uses.get(i), List.of(), List.of()));
        }
        return all;
    }
}
