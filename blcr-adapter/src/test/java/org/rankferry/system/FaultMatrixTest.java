package org.rankferry.system;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
    private static final Path DOCUMENT = Path.of("..", "docs", "failure-modes.md");
    private static final String[] BALLAST = {"--ballast", "1000001"};
    private static final Map<Fault, List<String>> SEEN = new ConcurrentHashMap<>();

    @RegisterExtension
    private final Node node = new Node();

    /** What goes wrong, by the name that the document has for it. */
    enum Fault {
        MOVING_RANK("a rank that moves is killed"),
        OTHER_RANK("another rank is killed"),
        SOURCE("the agent of the source is killed"),
        TARGET("the agent of the target is killed"),
        MANAGER("the job manager is killed, another recovers"),
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
        final JobCluster cluster = new JobCluster(node);
        cluster.agents("n0", "n1", "s0", "s1");
        final List<String> outcomes = new ArrayList<>(documented(fault));
        final List<String> expected = List.copyOf(outcomes);
        for (final String phase : Sweep.of(PHASES, 1, fault.text)) {
            outcomes.set(PHASES.indexOf(phase), outcome(cluster, fault, phase));
            cluster.clear();
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

    private static String outcome(final JobCluster cluster, final Fault fault, final String phase) throws Exception {
        cluster.start(
            4, "n0,n1", List.of("--rest", phase + "=20", "--deadline", fault == Fault.DEADLINE ? "5" : "60"), BALLAST);
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

    private static void inject(final JobCluster cluster, final Fault fault, final String phase) throws Exception {
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
            case CANCEL -> cluster.cancel().awaitEnd();
            default -> {
                // Time does it.
            }
        }
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
