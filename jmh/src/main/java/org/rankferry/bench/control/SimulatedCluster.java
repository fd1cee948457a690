package org.rankferry.bench.control;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.agrona.CloseHelper;
import org.rankferry.bench.scene.Scratch;
import org.rankferry.bench.scene.ThreadCpu;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.backplane.Backplane;
import org.rankferry.engine.coordinator.JobEvents;
import org.rankferry.engine.coordinator.MigrateRequest;
import org.rankferry.engine.coordinator.OperatorCall;
import org.rankferry.engine.coordinator.job.ImageRoute;
import org.rankferry.engine.coordinator.job.JobSpec;
import org.rankferry.engine.coordinator.job.Scope;
import org.rankferry.engine.coordinator.manager.JobOptions;
import org.rankferry.engine.coordinator.manager.Policy;
import org.rankferry.engine.coordinator.manager.RunningJob;
import org.rankferry.engine.observe.CpuTime;

/**
 * A job manager, the agents of nodes and one spare, and ranks, in this process. The manager has its own thread and one
 * that reads events for it; the nodes share as many threads as there are processors. Used by one thread.
 */
final class SimulatedCluster implements AutoCloseable {
    static final String SPARE = "spare";

    private static final String JOB = "simulated";
    private static final Duration DEADLINE = Duration.ofMinutes(15);
    private static final int CHUNK_BYTES = 1 << 20;
    private static final double NS = 1e9;
    /** Of the oldest node to a manager that has come, and asked who is there. */
    private static final String ANSWER = "NODES";
    private static final String READER = "rankferry-control-net";

    private final Scratch scratch = new Scratch();
    private final RankLedger ledger = new RankLedger();
    private final InProcessNet net = new InProcessNet(fault -> ledger.fault(fault.toString()));
    private final List<NodeLane> lanes = new ArrayList<>();
    private final ManagerWatch watch = new ManagerWatch();
    private final ExecutorService reader = Executors.newSingleThreadExecutor(
        Thread.ofPlatform().daemon().name(READER).factory());
    private final int nodes;
    private final JobSpec job;
    private final Path journal;
    private Backplane operator;
    private RunningJob running;

    /**
     * Nodes that know each other.
     *
     * @param nodes        that are to run ranks.
     * @param ranksPerNode of the job.
     * @param scope        of a stall.
     * @param journal      of the job manager, a file that is not there yet.
     */
    SimulatedCluster(final int nodes, final int ranksPerNode, final Scope scope, final Path journal) {
        this.nodes = nodes;
        this.journal = journal;
        final Map<String, List<Integer>> placed = new TreeMap<>();
        final List<String> names = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            names.add(nameOf(node));
            placed.put(nameOf(node), IntStream.range(node * ranksPerNode, (node + 1) * ranksPerNode).boxed().toList());
        }
        names.add(SPARE);
        job = new JobSpec(
            JOB, placed, List.of("simulated"), List.of(), List.of(), "/", "/", scope,
            ImageRoute.toMemory("tcp", CHUNK_BYTES, (long) ranksPerNode * CHUNK_BYTES), JobSpec.APPLICATION);
        try {
            settle(names);
        } catch (final RuntimeException e) {
            close();
            throw e;
        }
    }

    static String nameOf(final int node) {
        return String.format("node%05d", node);
    }

    private void settle(final List<String> names) {
        final int threads = Math.min(Runtime.getRuntime().availableProcessors(), names.size());
        final int share = Math.ceilDiv(names.size(), threads);
        for (int first = 0; first < names.size(); first += share) {
            final NodeLane lane = new NodeLane(
                laneName(lanes.size()), scratch.run(), scratch.secret(), () -> ledger.fault("a node has failed"));
            lanes.add(lane);
            net.add(lane.lane());
            final List<Backplane> members =
                net.join(lane.lane(), names.subList(first, Math.min(first + share, names.size())));
            for (final Backplane member : members) {
                lane.add(new SimulatedMachine(names.indexOf(member.node()), member.node(), ledger, lane.later()),
                    member);
            }
            operator = operator == null ? members.getFirst() : operator;
        }
        lanes.forEach(lane -> lane.begin(net));
        net.awaitQuiet();
    }

    private static String laneName(final int number) {
        return "rankferry-control-" + number;
    }

    /** Launches the job, moves the ranks of the first node to the spare, and says what that took. */
    ControlRun run() {
        final ControlRun.Section before = measure();
        final long answers = net.count(ANSWER);
        final long beganNs = System.nanoTime();
        final InProcessNet.Lane lane = new InProcessNet.Lane(reader, () -> { });
        net.add(lane);
        running = RunningJob.start(
            job, new RunningJob.Place(scratch.run(), scratch.secret(), (name, onError) ->
                net.join(lane, name, watch::onPublished), Duration.ZERO),
            JobOptions.of(journal, DEADLINE, Policy.ABORT), watch);
        final double launchSeconds = (watch.awaitLaunched() - beganNs) / NS;
        net.awaitMore(ANSWER, answers); // the manager knows of the spare from there on
        net.awaitQuiet();
        final ControlRun.Section launched = measure();
        final Map<String, Object> request = new LinkedHashMap<>(new MigrateRequest(
            List.of(nameOf(0)), List.of(), List.of(), Set.of()).toMap());
        request.put(JobEvents.ID, "simulated");
        request.put(OperatorCall.ASK, MigrateRequest.ASK);
        final long askedNs = System.nanoTime();
        operator.publish(JobEvents.of(JobEvents.REQUEST, JOB, 0, request));
        final double moveSeconds = (watch.awaitMoved() - askedNs) / NS;
        net.awaitQuiet();
        check();
        return new ControlRun(
            nodes, launched.since(before).lasting(launchSeconds), measure().since(launched).lasting(moveSeconds),
            watch.phases(), net.largest());
    }

    /** Where each rank computes. */
    Map<Integer, String> places() {
        return ledger.places();
    }

    /** How many events of each name were published so far. */
    Map<String, Long> counts() {
        return net.counts();
    }

    private void check() {
        final List<String> faults = new ArrayList<>(ledger.faults());
        final Map<Integer, String> places = ledger.places();
        if (places.size() != job.size()) {
            faults.add(job.size() - places.size() + " ranks do not compute");
        }
        job.ranks().forEach((node, ranks) -> ranks.forEach(rank -> {
            final String wanted = node.equals(nameOf(0)) ? SPARE : node;
            if (!wanted.equals(places.get(rank))) {
                faults.add("rank " + rank + " computes on " + places.get(rank) + ", not on " + wanted);
            }
        }));
        if (!faults.isEmpty()) {
            throw new TransferException("the simulated job went wrong: " + faults.size() + " faults, the first: "
                + faults.getFirst());
        }
    }

    private ControlRun.Section measure() {
        double nodesCpu = 0;
        for (int lane = 0; lane < lanes.size(); lane++) {
            nodesCpu += sum(ThreadCpu.of(laneName(lane)));
        }
        return new ControlRun.Section(
            0, net.events(), net.bytes(), net.read(), sum(ThreadCpu.of("rankferry-job-" + JOB, READER)), nodesCpu,
            CpuTime.ofSelf());
    }

    private static double sum(final ThreadCpu cpu) {
        return cpu.user() + cpu.system();
    }

    @Override
    public void close() {
        CloseHelper.close(running);
        net.awaitQuiet();
        CloseHelper.closeAll(lanes);
        reader.shutdown();
        try {
            reader.awaitTermination(1, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        CloseHelper.close(scratch);
    }
}
