package org.rankferry.system;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.agrona.CloseHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rankferry.engine.demo.NodeNetwork;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Each fault in each phase of a migration of node n1 to s0, with another spare s1: the migration rests in the phase,
 * the fault is made, and what has become of migration and job is written down. The table of outcomes is
 * {@code docs/failure-modes.md}; what was seen must be what it says.
 */
@Tag("slow")
@Tag(Wire.NONE)
class FaultMatrixTest {
    static final List<String> PHASES = List.of("PREPARE", "STALL", "MIGRATE", "RESTART", "RELEASE", "RESUME");
    private static final List<String> NODES = List.of("n0", "n1", "s0", "s1");
    private static final Path DOCUMENT = Path.of("..", "docs", "failure-modes.md");
    private static final String BALLAST = "1000001";
    /** Two ranks with so much each do not fit into what {@link #cluster} gives a target that runs out of space. */
    private static final String TOO_LARGE = "50000000";
    private static final Map<Fault, List<String>> SEEN = new ConcurrentHashMap<>();

    @RegisterExtension
    private final Node node = new Node();
    private NodeNetwork network;
    private SmallFileSystem space;

    @AfterEach
    void close() {
        CloseHelper.closeAll(space, network);
    }

    /** What goes wrong, by the name that the document has for it. */
    enum Fault {
        MOVING_RANK("a rank that moves is killed"),
        OTHER_RANK("another rank is killed"),
        SOURCE("the agent of the source is killed"),
        TARGET("the agent of the target is killed"),
        MANAGER("the job manager is killed, another recovers"),
        SOURCE_LINK("the link of the source is cut"),
        TARGET_LINK("the link of the target is cut"),
        SPACE("the target runs out of space"),
        DEADLINE("the phase's deadline passes"),
        CANCEL("the operator cancels");

        private final String text;

        Fault(final String text) {
            this.text = text;
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void everyPhaseHasTheOutcomeThatTheDocumentSays(final Fault fault) throws Exception {
        final JobCluster cluster = cluster(fault);
        final List<String> outcomes = new ArrayList<>(documented(fault));
        final List<String> expected = List.copyOf(outcomes);
        for (final String phase : Sweep.of(PHASES, 1, fault.text)) {
            outcomes.set(PHASES.indexOf(phase), outcome(cluster, fault, phase));
            mend(fault);
            cluster.clear();
        }
        if (space != null) {
            space.detach();
        }
        cluster.stop();
        SEEN.put(fault, outcomes);
        assertEquals(expected, outcomes, () -> "row in " + DOCUMENT + " should be " + row(fault, outcomes));
    }

    static List<Fault> faults() {
        return Sweep.of(List.of(Fault.values()), 1, "faults");
    }

    /** Written out, for the document. */
    @AfterAll
    static void write() throws Exception {
        final List<String> lines = new ArrayList<>();
        for (final Fault fault : Fault.values()) {
            if (SEEN.containsKey(fault)) {
                lines.add(row(fault, SEEN.get(fault)));
            }
        }
        Files.write(Path.of("target", "failure-modes.md"), lines);
    }

    /** Agents, and what the fault takes beside them: a network with cables to pull, or a target that can be filled. */
    private JobCluster cluster(final Fault fault) throws Exception {
        final JobCluster cluster;
        if (fault == Fault.SOURCE_LINK || fault == Fault.TARGET_LINK) {
            network = Needs.network(NODES);
            cluster = new JobCluster(node, network, "--orphan-deadline", "3");
        } else {
            cluster = new JobCluster(node);
        }
        cluster.agents(NODES.toArray(String[]::new));
        if (fault == Fault.SPACE) {
            space = SmallFileSystem.mount(
                node.runDirectory().resolve("node-s0").resolve("data"), "size=64m,mode=0700");
        }
        return cluster;
    }

    private String outcome(final JobCluster cluster, final Fault fault, final String phase) throws Exception {
        cluster.start(
            4, "n0,n1", List.of(
                "--rest", phase + (fault == Fault.SPACE ? "=2" : "=20"),
                "--deadline", fault == Fault.DEADLINE ? "5" : "60"),
            "--ballast", fault == Fault.SPACE && phase.equals("MIGRATE") ? TOO_LARGE : BALLAST);
        final ChildProcess migrate = cluster.migrate("--off", "n1");
        cluster.job().awaitOut("job heat: rests in phase " + phase);
        inject(cluster, fault, phase);
        final String migration;
        if (fault == Fault.MANAGER) {
            migrate.destroy();
            migration = recovered(cluster);
        } else {
            migrate.awaitEnd();
            migration = word(migrate.out().getLast());
        }
        return migration + ", " + ending(cluster);
    }

    private void inject(final JobCluster cluster, final Fault fault, final String phase) throws Exception {
        final boolean moved = phase.equals("RELEASE") || phase.equals("RESUME");
        switch (fault) {
            case MOVING_RANK -> cluster.signalRank(2, moved ? "s0" : "n1", "KILL");
            case OTHER_RANK -> cluster.signalRank(0, "n0", "KILL");
            case SOURCE -> cluster.agent("n1").kill();
            case TARGET -> cluster.agent("s0").kill();
            case MANAGER -> {
                cluster.job().kill();
                cluster.recover();
            }
            case SOURCE_LINK -> network.cut("n1");
            case TARGET_LINK -> network.cut("s0");
            case SPACE -> {
                if (!phase.equals("MIGRATE")) { // there the images themselves are too large
                    fill();
                }
            }
            case CANCEL -> cluster.cancel().awaitEnd();
            default -> {
                // Time does it.
            }
        }
    }

    private void fill() throws IOException {
        try (OutputStream file = Files.newOutputStream(filler())) {
            while (true) {
                file.write(new byte[1 << 12]);
            }
        } catch (final IOException e) {
            assertEquals("No space left on device", e.getMessage());
        }
    }

    private void mend(final Fault fault) throws Exception {
        switch (fault) {
            case SOURCE_LINK -> network.mend("n1");
            case TARGET_LINK -> network.mend("s0");
            case SPACE -> {
                Await.that("no image is left on the full target", () -> {
                    try (Stream<Path> files = Files.list(space.path())) {
                        return files.allMatch(filler()::equals);
                    }
                });
                Files.deleteIfExists(filler());
            }
            default -> {
                // It starts again what has died.
            }
        }
    }

    private Path filler() {
        return space.path().resolve("filler");
    }

    private static String recovered(final JobCluster cluster) throws Exception {
        final Map<String, Object> last = new LinkedHashMap<>();
        Await.that("the recovered migration is over", () -> {
            for (final Object one : (List<?>) cluster.status("n0").get("jobs")) {
                final Map<?, ?> migration = (Map<?, ?>) ((Map<?, ?>) one).get("last_migration");
                migration.forEach((key, value) -> last.put((String) key, value));
            }
            return last.containsKey("outcome");
        });
        return last.get("outcome") + "";
    }

    /** From the last line of the migration. */
    private static String word(final String line) {
        return line.startsWith("migrated, epoch 2") ? "migrated"
            : line.startsWith("migrated") ? "migrated to the next spare"
            : line.replaceFirst(",.*", "");
    }

    /** The job goes on to the answer of an undisturbed run, or has ended and says why. */
    private static String ending(final JobCluster cluster) throws Exception {
        if (cluster.ends()) {
            return "job ended: rank lost";
        }
        cluster.awaitAnswer();
        return "right answer";
    }

    private static List<String> documented(final Fault fault) throws Exception {
        for (final String line : Files.readAllLines(DOCUMENT)) {
            if (line.startsWith("| " + fault.text + " |")) {
                final List<String> cells = List.of(line.split("\\|", -1));
                return cells.subList(2, cells.size() - 1).stream().map(String::strip).toList();
            }
        }
        return Collections.nCopies(PHASES.size(), "");
    }

    private static String row(final Fault fault, final List<String> outcomes) {
        return "| " + fault.text + " | " + String.join(" | ", outcomes) + " |";
    }
}
