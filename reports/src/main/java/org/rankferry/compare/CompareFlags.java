package org.rankferry.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.rankferry.engine.cli.ByteSize;
import org.rankferry.engine.cli.PoolFlags;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options of {@code rankferry compare}, and what they come to. */
final class CompareFlags {
    private static final int ROUNDS = 3;
    private static final int QUICK_ROUNDS = 2;
    private static final List<String> TRANSPORTS = List.of("shm", "tcp", "rdma");

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
        names = "--preset", split = ",", paramLabel = "NAME",
        description = "Jobs of the 2010 paper, 8 nodes with 8 ranks each: LU.C.64 (21.3 MB a rank, the default),"
            + " BT.C.64 (38.6 MB), SP.C.64 (37.9 MB).")
    private List<String> presets = List.of();

    @Option(names = "--nodes", paramLabel = "N", description = "Nodes of a job of your own, beside one spare.")
    private Integer nodes;

    @Option(
        names = "--ranks-per-node", split = ",", paramLabel = "N",
        description = "Ranks on each node; of a list each is a job (default: 8).")
    private List<Integer> ranksPerNode = List.of(Preset.ranksPerNode());

    @Option(
        names = "--image-bytes", paramLabel = "SIZE", converter = ByteSize.class,
        description = "Of each rank of a job of your own (default: 21300000).")
    private Long imageBytes;

    @Option(
        names = "--solver-bytes", paramLabel = "SIZE", converter = ByteSize.class, defaultValue = "128k",
        description = "Of each image that the rank computes with; the rest is data that must arrive whole, which it"
            + " checks in the end. The more there is to compute, the longer the undisturbed run takes that the answer"
            + " is compared with (default: ${DEFAULT-VALUE}).")
    private long solverBytes;

    @Option(
        names = "--strategies", split = ",", paramLabel = "NAME",
        description = "What to compare: migration, migration-staged, cr-local, cr-pfs, copy-rsync, copy-scp,"
            + " copy-tar-nc, undisturbed, disturbed (default: all that can be; with --quick the first, the third and"
            + " the fourth).")
    private List<String> strategies = List.of();

    @Option(
        names = "--transport", split = ",", paramLabel = "NAME",
        description = "Of images; the first for all strategies, the others for migration alone (default: shm,tcp;"
            + " with --quick shm).")
    private List<String> transports = List.of();

    @Option(
        names = "--rounds", paramLabel = "N",
        description = "Of all of it, one after the other (default: " + ROUNDS + ", with --quick " + QUICK_ROUNDS + ").")
    private Integer rounds;

    @Option(
        names = "--warmup", paramLabel = "N", defaultValue = "2",
        description = "Migrations before, that don't count: agents that have done some are quicker (default:"
            + " ${DEFAULT-VALUE}).")
    private int warmups;

    @Option(names = "--quick", description = "What takes least: see the other options.")
    private boolean quick;

    @Option(
        names = "--execution-seconds", paramLabel = "N", defaultValue = "10",
        description = "That an undisturbed execution is to take, about (default: ${DEFAULT-VALUE}).")
    private double executionSeconds;

    @Mixin
    private PoolFlags pool;

    @Option(
        names = "--local", paramLabel = "DIR", defaultValue = "/var/tmp",
        description = "On a local disk, for dumps (default: ${DEFAULT-VALUE}).")
    private Path local;

    @Option(
        names = "--pfs", paramLabel = "DIR",
        description = "On a parallel file system that is mounted, for dumps: /mnt/orangefs, ...")
    private Path pfs;

    @Option(
        names = "--pfs-start", paramLabel = "KIND",
        description = "Start a parallel file system of four servers on this machine, below --local, and stop it in the"
            + " end: gluster, gluster-shard, moosefs. Needs root.")
    private String pfsStart;

    @Option(
        names = "--timeout", paramLabel = "SECONDS", defaultValue = "120",
        description = "That anything may take (default: ${DEFAULT-VALUE}).")
    private long timeoutSeconds;

    /** The jobs, each checked to be one. */
    List<Workload> workloads() {
        final List<Workload> workloads = new ArrayList<>();
        try {
            for (final int ranks : ranksPerNode) {
                if (nodes != null || imageBytes != null) {
                    workloads.add(new Workload(
                        Workload.CUSTOM, nodes == null ? Preset.nodes() : nodes, ranks,
                        imageBytes == null ? Preset.LU_C_64.workload(1, 0).rankBytes() : imageBytes, solverBytes));
                } else if (presets.isEmpty()) {
                    workloads.add(Preset.LU_C_64.workload(ranks, solverBytes));
                }
                for (final String preset : presets) {
                    workloads.add(Preset.ofWord(preset).workload(ranks, solverBytes));
                }
            }
        } catch (final IllegalArgumentException e) {
            throw usage(e.getMessage());
        }
        return workloads;
    }

    /**
     * What each job goes through.
     *
     * @param said hears what is left out, as nobody has asked for it and it can't be.
     */
    List<Session> sessions(final Consumer<String> said) {
        final LinkedHashSet<Strategy> wanted = new LinkedHashSet<>();
        try {
            strategies.forEach(word -> wanted.add(Strategy.ofWord(word)));
        } catch (final IllegalArgumentException e) {
            throw usage(e.getMessage());
        }
        if (wanted.isEmpty()) {
            wanted.addAll(quick ? List.of(Strategy.MIGRATION, Strategy.CR_LOCAL, Strategy.CR_PFS)
                : List.of(Strategy.values()));
            if (!hasPfs()) {
                wanted.remove(Strategy.CR_PFS);
                said.accept("# without cr-pfs: it needs --pfs DIR or --pfs-start KIND");
            }
            wanted.removeIf(strategy -> {
                final Optional<String> obstacle =
                    strategy.isCopy() ? NodeCopies.findObstacle(strategy) : Optional.empty();
                obstacle.ifPresent(why -> said.accept("# without " + strategy.word() + ": " + why));
                return obstacle.isPresent();
            });
        }
        if (wanted.contains(Strategy.CR_PFS) && !hasPfs()) {
            throw usage("cr-pfs needs a parallel file system: give --pfs DIR, or --pfs-start KIND");
        }
        return Session.of(List.copyOf(wanted), transports());
    }

    private List<String> transports() {
        for (final String transport : transports) {
            if (!TRANSPORTS.contains(transport)) {
                throw usage("--transport is '" + transport + "'; give " + String.join(", ", TRANSPORTS));
            }
        }
        return !transports.isEmpty() ? transports : quick ? TRANSPORTS.subList(0, 1) : TRANSPORTS.subList(0, 2);
    }

    int rounds() {
        final int count = rounds != null ? rounds : quick ? QUICK_ROUNDS : ROUNDS;
        if (count < 1 || warmups < 0) {
            throw usage("--rounds is " + count + " and --warmup " + warmups + "; give 1 and 0 or more");
        }
        return count;
    }

    int warmups() {
        return warmups;
    }

    long chunkBytes() {
        return pool.chunkBytes();
    }

    long poolBytes() {
        return pool.poolBytes();
    }

    Path local() {
        return local.toAbsolutePath();
    }

    /** One that is mounted, or null. */
    Path pfs() {
        return pfs == null ? null : pfs.toAbsolutePath();
    }

    /** One to be started, or null. */
    String pfsStart() {
        if (pfs != null && pfsStart != null) {
            throw usage("give --pfs or --pfs-start, not both");
        }
        return pfsStart;
    }

    double executionSeconds() {
        return executionSeconds;
    }

    long timeoutSeconds() {
        return timeoutSeconds;
    }

    /** Whether files are measured without checkpointers, too. */
    boolean floors() {
        return !quick;
    }

    private boolean hasPfs() {
        return pfs != null || pfsStart != null;
    }

    private ParameterException usage(final String text) {
        return new ParameterException(spec.commandLine(), text);
    }
}
