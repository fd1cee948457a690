package org.rankferry.bench.control;

import java.util.OptionalLong;
import java.util.function.IntConsumer;

import org.rankferry.engine.coordinator.node.HostedNode;
import org.rankferry.engine.coordinator.node.RankCopy;
import org.rankferry.engine.coordinator.node.RankLink;
import org.rankferry.protocol.wire.codec.RankOrderKind;
import org.rankferry.protocol.wire.codec.RankReportKind;

/** A copy of a rank that does what it is told at once and computes nothing. Thread of its node. */
final class SimulatedRank implements RankLink, RankCopy {
    private static final int KILLED = 137;

    private final SimulatedMachine machine;
    private final int number;
    private final long epoch;
    private final int ranks;
    private final IntConsumer onEnd;
    private HostedNode.RankVoice voice;
    private boolean ended;

    SimulatedRank(
        final SimulatedMachine machine, final int number, final long epoch, final int ranks, final IntConsumer onEnd) {

        this.machine = machine;
        this.number = number;
        this.epoch = epoch;
        this.ranks = ranks;
        this.onEnd = onEnd;
    }

    int number() {
        return number;
    }

    String node() {
        return machine.node();
    }

    void join(final HostedNode node, final String job) {
        voice = node.join(this, job, number, epoch);
    }

    @Override
    public String lastWords() {
        return "";
    }

    @Override
    public void order(final RankOrderKind what, final long of, final String text) {
        switch (what) {
            case START, RESTORE -> machine.later(() -> {
                say(RankReportKind.PEERS, of, neighbours());
                say(RankReportKind.READY, of, machine.addressOf(number, epoch));
            });
            case STALL -> {
                machine.ledger().rests(this);
                machine.later(() -> say(RankReportKind.QUIET, of, machine.addressOf(number, epoch)));
            }
            case RESUME -> {
                machine.ledger().computes(this);
                machine.later(() -> say(RankReportKind.RUNNING, of, ""));
            }
            default -> {
                // Where the others are, and its own image: nothing to answer.
            }
        }
    }

    private void say(final RankReportKind what, final long of, final String text) {
        if (!ended) {
            voice.report(what, of, text);
        }
    }

    /** A chain, as of a program whose plate is cut in strips. */
    private String neighbours() {
        return number == 0 ? ranks == 1 ? "" : "1"
            : number == ranks - 1 ? Integer.toString(number - 1) : number - 1 + "," + (number + 1);
    }

    @Override
    public void refuse(final String why) {
        machine.ledger().fault(this + " was refused: " + why);
    }

    @Override
    public int doWork() {
        return 0;
    }

    @Override
    public OptionalLong root() {
        return OptionalLong.empty();
    }

    @Override
    public void end() {
        if (!ended) {
            ended = true;
            machine.ledger().rests(this);
            machine.later(() -> onEnd.accept(KILLED));
        }
    }

    @Override
    public void close() {
        end();
    }

    @Override
    public String toString() {
        return "rank " + number + " on node " + node() + ", epoch " + epoch;
    }
}
