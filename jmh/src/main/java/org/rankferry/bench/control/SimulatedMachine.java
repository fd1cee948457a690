package org.rankferry.bench.control;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;

import org.rankferry.engine.api.ImageStreams;
import org.rankferry.engine.checkpoint.Restore;
import org.rankferry.engine.coordinator.node.HostedNode;
import org.rankferry.engine.coordinator.node.Machine;
import org.rankferry.engine.coordinator.node.Passage;
import org.rankferry.engine.coordinator.node.RankCopy;
import org.rankferry.engine.coordinator.node.RestoredCopy;

/** A machine of a simulated node. Its ranks are objects. Thread of the node. */
final class SimulatedMachine implements Machine {
    private static final int BYTE = 256;
    private static final int FIRST_PORT = 20_000;
    private static final int PORTS = 40_000;

    private final int number;
    private final String node;
    private final RankLedger ledger;
    private final Executor thread;
    private HostedNode host;

    /**
     * One of many.
     *
     * @param number from 0 on; its address follows from it.
     * @param node   its name.
     * @param ledger of all ranks.
     * @param thread of the node: runs what its ranks do when the node has done with what it does now.
     */
    SimulatedMachine(final int number, final String node, final RankLedger ledger, final Executor thread) {
        this.number = number;
        this.node = node;
        this.ledger = ledger;
        this.thread = thread;
    }

    void serve(final HostedNode hosted) {
        host = hosted;
    }

    String node() {
        return node;
    }

    RankLedger ledger() {
        return ledger;
    }

    void later(final Runnable what) {
        thread.execute(what);
    }

    /** Where a copy of a rank is reached. */
    String addressOf(final int rank, final long epoch) {
        return host() + ":" + (FIRST_PORT + (int) ((rank + epoch * PORTS / 2) % PORTS));
    }

    @Override
    public String host() {
        return "10." + number / (BYTE * BYTE) + "." + number / BYTE % BYTE + "." + number % BYTE;
    }

    @Override
    public RankCopy start(
        final String name, final List<String> by, final List<String> command, final Map<String, String> environment,
        final Path directory, final Path output, final IntConsumer onEnd) {

        final SimulatedRank rank = new SimulatedRank(
            this, Integer.parseInt(environment.get("RANKFERRY_RANK")),
            Long.parseLong(environment.get("RANKFERRY_EPOCH")), Integer.parseInt(environment.get("RANKFERRY_RANKS")),
            onEnd);
        later(() -> rank.join(host, environment.get("RANKFERRY_JOB")));
        return rank;
    }

    @Override
    public RankCopy restore(
        final String name, final Restore restore, final ImageStreams image, final Path directory, final Path output,
        final RestoredCopy.Ears ears) {

        throw new UnsupportedOperationException("simulated ranks are not captured");
    }

    @Override
    public void elsewhere(final Runnable work) {
        later(work);
    }

    @Override
    public Passage passage(final Executor agent) {
        return new EmptyPassage(agent, host() + ":" + FIRST_PORT);
    }

    @Override
    public void close() {
        // Its ranks have been ended.
    }
}
