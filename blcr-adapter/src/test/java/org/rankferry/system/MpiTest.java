package org.rankferry.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The MPI example with both MPIs: moved, not moved for every reason there may be, and the same answer each time. */
@Tag("slow")
@Tag(Wire.NONE)
class MpiTest {
    private static final List<String> MPIS = List.of("mpich", "openmpi");
    private static final String[] PLATE = {"300", "200"};
    private static final List<String> PHASES =
        List.of("phase", "stall", "images stored", "relaunch", "restored", "resumed");
    private static final Path EXAMPLE = Path.of("examples", "mpi").toAbsolutePath();

    @RegisterExtension
    private final Node node = new Node();

    @ParameterizedTest
    @FieldSource("MPIS")
    void halfOfTheRanksMoveAndTheAnswerIsTheSame(final String mpi) throws Exception {
        final ChildProcess run = run(mpi, "none");
        assertEquals(0, run.awaitEnd(Patience.seconds(120)), run::toString);
        final List<String> lines = run.out();
        assertEquals("answer: identical to the undisturbed run (ranks 2 to 3 went on at the spare)", lines.getLast());
        final List<String> table = lines.stream().filter(line -> PHASES.stream().anyMatch(line::startsWith)).toList();
        assertEquals(PHASES.size(), table.size(), run::toString);
        for (int i = 1; i < PHASES.size(); i++) {
            final String line = table.get(i);
            assertTrue(line.matches(PHASES.get(i) + " +\\d+\\.\\d{3}  \\d+\\.\\d{3}"), run::toString);
        }
        // The half of the plate, its two rows of neighbours a rank, the step and the tables.
        final long bytes = 2 * (8L * 1000 * (100 + 2) + 8);
        assertTrue(lines.stream().anyMatch(line -> line.matches("images at the spare: 2 ranks, " + bytes / 1000
            + "\\d{3} bytes, epoch 1")), run::toString);
        assertNothingLeft();
    }

    /** Each of the two is shown to move ranks; of the rest a day without a sweep takes one. */
    static List<String> someMpi() {
        return Sweep.of(MPIS, 1, "MPI");
    }

    static List<Arguments> someFaults() {
        final List<String> all = List.of("mpich absent", "mpich killed", "openmpi absent", "openmpi killed");
        return Sweep.of(all, 1, "MPI without the spare").stream()
            .map(words -> Arguments.of((Object[]) words.split(" "))).toList();
    }

    @ParameterizedTest
    @MethodSource("someFaults")
    void withoutTheSpareTheJobGoesOnWhereItIs(final String mpi, final String fault) throws Exception {
        final ChildProcess run = run(mpi, fault);
        assertEquals(0, run.awaitEnd(Patience.seconds(120)), run::toString);
        assertEquals("answer: identical to the undisturbed run (nobody moved)", run.out().getLast(), run::toString);
        for (final String line : List.of("rankferry-mpi: epoch 1 can't run: ", "the order was taken back: rank ")) {
            assertEquals(1, run.out().stream().filter(said -> said.startsWith(line)).count(), run::toString);
        }
        assertNothingLeft();
    }

    @ParameterizedTest
    @MethodSource("someMpi")
    void ordersThatMakeNoSenseAreRefusedAndDisturbNobody(final String mpi) throws Exception {
        final String expected = answer(heat(mpi, Map.of()));
        final Map<String, String> orders = Map.of(
            "1 2,9\n", "1 refused: the order moves rank 9, but the job has ranks 0 to 3",
            "1 -1\n", "1 refused: the order moves rank -1, but the job has ranks 0 to 3",
            "0 2\n", "0 refused: the order has epoch 0, which is over; give a later one",
            "let rank 2 go\n", "0 refused: an order is EPOCH RANK,RANK...",
            "1 2,3\n", "1 taken back: ");
        for (final Map.Entry<String, String> order : orders.entrySet()) {
            final Path job = Files.createTempDirectory(node.root(), "job");
            Files.writeString(job.resolve("order"), order.getKey());
            final ChildProcess heat = heat(mpi, Map.of("RANKFERRY_MPI_DIR", job.toString()));
            assertEquals(expected, answer(heat), order.getKey());
            final String events = Files.readString(job.resolve("events"));
            assertTrue(events.contains(" epoch " + order.getValue()), events);
            assertTrue(events.endsWith(" epoch 0 finished\n"), events);
            assertTrue(Files.notExists(job.resolve("order")), "the order was taken");
        }
    }

    @ParameterizedTest
    @MethodSource("someMpi")
    void aLaunchWithoutImagesSaysSoInOneLine(final String mpi) throws Exception {
        final Path job = Files.createTempDirectory(node.root(), "job");
        final Map<String, String> environment = new HashMap<>(Map.of(
            "RANKFERRY_MPI_DIR", job.toString(), "RANKFERRY_MPI_EPOCH", "1",
            "RANKFERRY_RUN_DIR", job.toString()));
        assertOneLine(heat(mpi, environment), "rankferry-mpi: epoch 1 can't run: stream epoch-1/table-0 of rank 0 at "
            + job + "/target-default/door: no such directory or door");
        assertTrue(Files.notExists(job.resolve("running")));

        Files.writeString(job.resolve("running"), "3\n");
        environment.put("RANKFERRY_MPI_EPOCH", "0");
        assertOneLine(heat(mpi, environment),
            "rankferry-mpi: epoch 0 can't run: it is the turn of epoch 3, as " + job + "/running says");
    }

    private static void assertOneLine(final ChildProcess heat, final String line) throws InterruptedException {
        assertEquals(1, heat.awaitEnd(Patience.seconds(60)), heat::toString);
        final List<String> said = heat.err().stream().filter(text -> text.startsWith("rankferry-mpi: ")).toList();
        assertEquals(1, said.size(), heat::toString);
        assertTrue(said.getFirst().startsWith(line), heat::toString);
    }

    private ChildProcess run(final String mpi, final String fault) throws IOException {
        check(mpi);
        final Path rankferry = node.root().resolve("rankferry");
        Files.writeString(rankferry, "#!/bin/sh\nexec "
            + JavaCommand.rankferry(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1"), List.of()).stream()
                .map(word -> "'" + word + "'").collect(Collectors.joining(" ")) + " \"$@\"\n");
        Files.setPosixFilePermissions(rankferry, PosixFilePermissions.fromString("rwx------"));
        return node.command("mpi " + mpi, List.of(EXAMPLE.resolve("run").toString(), "--mpi", mpi, "--fault", fault,
            "--rows", "400", "--cols", "1000", "--steps", "300"),
            Map.of("RANKFERRY", rankferry.toString(), "HEAT", program(mpi)));
    }

    private ChildProcess heat(final String mpi, final Map<String, String> environment) throws IOException {
        check(mpi);
        final Map<String, String> all = new HashMap<>(environment);
        all.putAll(Map.of("OMPI_ALLOW_RUN_AS_ROOT", "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1",
            "OMPI_MCA_rmaps_base_oversubscribe", "1", "OMPI_MCA_mpi_yield_when_idle", "1",
            "RANKFERRY_MPI_DEADLINE", "5"));
        return node.command("heat " + mpi,
            List.of("mpiexec." + mpi, "-n", "4", program(mpi), PLATE[0], PLATE[1], "50"), all);
    }

    private static String answer(final ChildProcess heat) throws InterruptedException {
        assertEquals(0, heat.awaitEnd(Patience.seconds(60)), heat::toString);
        return heat.awaitOut("answer: ");
    }

    private static String program(final String mpi) {
        return Node.program("mpi/" + mpi + "/heat");
    }

    private static void check(final String mpi) {
        final boolean there = Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, "mpiexec." + mpi)));
        Needs.that(there, "mpiexec." + mpi + " is not installed; bin/setup says what is");
    }

    /** The example removes what it makes. */
    private static void assertNothingLeft() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/dev/shm"))) {
            assertEquals(List.of(), files.map(file -> file.getFileName().toString())
                .filter(name -> name.startsWith("rankferry-mpi-")).toList());
        }
    }
}
