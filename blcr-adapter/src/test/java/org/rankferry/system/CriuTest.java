package org.rankferry.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Real processes through {@code send --checkpointer criu} and {@code restore}. */
@Tag(Wire.NONE)
class CriuTest {
    private static final String MEMORY = Long.toString(33L << 20);

    @RegisterExtension
    private final Node node = new Node();

    @ParameterizedTest
    @ValueSource(strings = {"0", "3"})
    void aProcessGoesOnFromItsImage(final String threads) throws Exception {
        Needs.criu();
        final ChildProcess keeper = keeper(threads);
        final ChildProcess target = node.receive();
        final ChildProcess send = node.send(
            target, "--checkpointer", "criu", "--rank", "0", Long.toString(keeper.pid()), "--then", "end");
        send.awaitExit(0);
        target.awaitExit(0);
        keeper.awaitExit(ChildProcess.KILLED);
        final long before = count();
        final ChildProcess restore = node.rankferry("restore", node.images("default").toString(), "--rank", "0");
        restore.awaitExit(0);
        assertTrue(restore.out().getFirst().startsWith("rank 0 runs, "), restore::toString);
        Await.that("it counts again", () -> count() > before + 3);
        stop(threads);
        assertCounted(Integer.parseInt(threads));
    }

    @Test
    void aProcessThatWasSentOnlyRunsOn() throws Exception {
        Needs.criu();
        final ChildProcess keeper = keeper("1");
        final ChildProcess target = node.receive();
        final String pid = Long.toString(keeper.pid());
        node.send(target, "--checkpointer", "criu", "--rank", "0", pid).awaitExit(0);
        target.awaitExit(0);
        final long then = count();
        Await.that("it goes on counting", () -> count() > then + 3);
        // The rank's own ids are its namespace's; those of a process without one are taken as long as it runs.
        stop("1");
        keeper.awaitExit(0);
        assertCounted(1);
    }

    /** It may not go to the first small file that comes. */
    @Test
    void theReserveOfTheTargetIsForTheMemoryOfTheProcess() throws Exception {
        Needs.criu();
        final ChildProcess keeper = keeper("1");
        final ChildProcess target = node.receive("--reserve", "1x64M");
        final Path reserve = node.images("default").resolve(".reserve").resolve("0");
        Await.that("the reserve is there", () -> Files.exists(reserve));
        final Object inode = Files.getAttribute(reserve, "unix:ino");
        final String pid = Long.toString(keeper.pid());
        node.send(target, "--checkpointer", "criu", "--rank", "0", pid).awaitExit(0);
        target.awaitExit(0);
        assertEquals(
            inode, Files.getAttribute(node.images("default").resolve("rank-0").resolve("pages-1.img"), "unix:ino"));
        stop("1");
        keeper.awaitExit(0);
    }

    @Test
    void anIdThatIsTakenIsNamed() throws Exception {
        Needs.criu();
        final ChildProcess plain = node.command("keeper", List.of(
            "setsid", "--wait", Node.program("test/keeper"), file().toString(), "1000"));
        Await.that("it counts", () -> Files.exists(file()) && count() > 1);
        final String pid = Long.toString(ProcessHandle.of(plain.pid()).orElseThrow().children().findFirst()
            .map(ProcessHandle::pid).orElse(plain.pid()));
        final ChildProcess target = node.receive();
        node.send(target, "--checkpointer", "criu", "--rank", "0", pid).awaitExit(0);
        target.awaitExit(0);
        node.rankferry("restore", node.images("default").toString(), "--rank", "0").awaitFault(
            1, "rank 0 can't be restored: process id " + pid + " is taken here by keeper; end that process, ");
        stop("0");
        plain.awaitExit(0);
    }

    @Test
    void whatCanNotBeDumpedIsToldInCriusWords() throws Exception {
        Needs.criu();
        final ChildProcess keeper = node.command("keeper with a device", List.of(
            Node.program("bin/rankferry-contain"), "sh", "-c", "exec 9<>/dev/fuse; exec \"$0\" \"$@\"",
            Node.program("test/keeper"), file().toString(), "1000"));
        Await.that("it counts", () -> Files.exists(file()) && count() > 1);
        final ChildProcess target = node.receive();
        final ChildProcess send =
            node.send(target, "--checkpointer", "criu", "--rank", "0", Long.toString(keeper.pid()));
        final String fault = send.awaitFault(1, "image of rank 0: process ");
        assertTrue(fault.contains(" can't be dumped: Can't dump file 9 of that type"), fault);
        target.awaitFault(1, "given up by the source: image of rank 0: ");
        assertRunsOn(keeper);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "mute:nothing came from criu for 2 s; it was given up",
        "hang:nothing came from criu for 2 s; it was given up",
        "fail:Can't dump file 3 of that type [20666] (chr 10:229 /dev/fuse)",
        "nonsense:CRIU sent a request of "})
    void aCheckpointerThatFailsOrHangsInTheMiddleLeavesTheProcessRunning(final String how) throws Exception {
        node.environment("RANKFERRY_CRIU", Node.program("test/stand-in-criu"));
        node.environment("RANKFERRY_CHECKPOINTER_SILENCE", "2");
        node.environment("STAND_IN", how.substring(0, how.indexOf(':')));
        final ChildProcess keeper =
            node.program("keeper", "test/keeper", List.of(file().toString(), "1000"));
        Await.that("it counts", () -> Files.exists(file()) && count() > 1);
        final ChildProcess target = node.receive();
        final String fault = node.send(
            target, "--checkpointer", "criu", "--rank", "0", Long.toString(keeper.pid()))
            .awaitFault(1, "image of rank 0: process " + keeper.pid());
        assertTrue(fault.contains(how.substring(how.indexOf(':') + 1)), fault);
        target.awaitFault(1, "given up by the source: ");
        assertRunsOn(keeper);
    }

    @Test
    void whatIsNoProcessIsRefusedBeforeAnythingTravels() throws Exception {
        node.environment("RANKFERRY_CRIU", Node.program("test/stand-in-criu"));
        final String nobody = "unix:" + node.root().resolve("nobody");
        node.send(nobody, "--checkpointer", "criu", "--rank", "0", "lu")
            .awaitFault(1, "rank 0: 'lu' is no process id");
        node.send(nobody, "--checkpointer", "criu", "--rank", "0", "999999999")
            .awaitFault(1, "rank 0: there is no process 999999999 to capture");
        node.send(nobody, "--checkpointer", "criu", "--rank", "0", "7", "--rank", "0", "8")
            .awaitFault(1, "rank 0: CRIU takes the id of one process");
        node.environment("RANKFERRY_CRIU", node.root().resolve("none").toString());
        node.send(nobody, "--checkpointer", "criu", "--rank", "0", Long.toString(ProcessHandle.current().pid()))
            .awaitFault(1, "rank 0: there is no program criu at ");
    }

    /** Contained, so that it can come back under its own ids; the process that waits for it is what is started. */
    private ChildProcess keeper(final String threads) throws Exception {
        final ChildProcess keeper = node.command("keeper", List.of(
            Node.program("bin/rankferry-contain"), Node.program("test/keeper"), file().toString(), MEMORY, threads));
        Await.that("it counts", () -> Files.exists(file()) && count() > 5);
        return keeper;
    }

    private void assertRunsOn(final ChildProcess keeper) throws Exception {
        final long then = count();
        Await.that("it goes on counting", () -> count() > then + 3);
        stop("0");
        keeper.awaitExit(0);
        assertCounted(0);
    }

    private void stop(final String threads) throws Exception {
        Files.createFile(Path.of(file() + ".stop"));
        final String last = "0".equals(threads) ? "memory " : "thread ";
        Await.that("it has ended", () -> lines().getLast().startsWith(last));
    }

    /** No number is missing or twice, the memory is right, all threads live. */
    private void assertCounted(final int threads) throws IOException {
        final List<String> lines = lines();
        long expected = 1;
        for (final String line : lines.subList(0, lines.size() - 1 - threads)) {
            assertEquals(Long.toString(expected++), line, () -> "in " + lines);
        }
        assertEquals("memory right", lines.get(lines.size() - 1 - threads));
        for (int i = 0; i < threads; i++) {
            assertTrue(lines.get(lines.size() - threads + i).matches("thread " + i + " [1-9]\\d*"), lines::toString);
        }
    }

    private long count() throws IOException {
        return lines().size();
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(file());
    }

    private Path file() {
        return node.root().resolve("counts");
    }
}
