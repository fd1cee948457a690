package org.rankferry.system;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.jr.ob.JSON;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code rankferry demo}, as somebody runs it who has just cloned the project. */
@Tag("slow")
@Tag(Wire.NONE)
class DemoTest {
    private Programs programs;

    @BeforeEach
    void open() throws Exception {
        programs = new Programs();
    }

    @AfterEach
    void close() {
        programs.close();
    }

    @Test
    void theTargetIsKilledAndTheAnswerIsThatOfAnUndisturbedRun() throws Exception {
        final Path json = programs.root().resolve("demo.json");
        final Programs.Program demo = programs.rankferry(
            "demo", "--ranks", "4", "--nodes", "2", "--kill-target-at", "stall", "--json",
            json.toString());
        demo.assertOk();
        final List<String> lines = demo.out().lines().toList();
        assertEquals("answer: identical to the undisturbed run", lines.getLast());
        assertTrue(lines.contains("killed: the agent of s0, which the ranks were to move to"), demo.out());
        programs.assertNothingRuns();
        final Map<String, Object> result = JSON.std.mapFrom(Files.readString(json));
        assertEquals("demo", result.get("command"));
        assertEquals("migrated", result.get("outcome"));
        assertEquals(List.of("s1"), result.get("onto"));
        assertEquals(List.of(2, 3), result.get("moved_ranks"));
        assertTrue(((Number) result.get("image_bytes_total")).longValue() > 2 * 1300 * 2048 * Double.BYTES, demo.out());
    }

    @Test
    void ranksThatAreCapturedAsTheyAreHaveTheSameAnswer() throws Exception {
        Needs.criu();
        final Programs.Program demo =
            programs.rankferry("demo", "--ranks", "4", "--nodes", "2", "--checkpointer", "criu");
        demo.assertOk();
        final List<String> lines = demo.out().lines().toList();
        assertEquals("answer: identical to the undisturbed run", lines.getLast());
        assertTrue(lines.contains("each node has a network namespace of its own, from 10.79.0.1 to 10.79.0.3"),
            demo.out());
        programs.assertNothingRuns();
    }

    @Test
    void whenItIsKilledItsAgentsAndRanksEndToo() throws Exception {
        final Programs.Program demo = programs.rankferry("demo", "--ranks", "4", "--nodes", "2");
        demo.awaitLine("4 ranks run on them");
        final List<ProcessHandle> processes = demo.process().descendants().toList();
        assertTrue(processes.size() > 4 + 3, processes::toString);
        demo.process().destroyForcibly();
        Await.that("the end of " + processes, () -> processes.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void whatCanNotBeIsSaid() throws Exception {
        final Programs.Program one = programs.rankferry("demo", "--nodes", "1");
        assertTrue(one.assertFailed(2).contains("8 ranks on 1 nodes; give 2 nodes or more"), one.err());
        final Programs.Program lunch = programs.rankferry("demo", "--kill-target-at", "lunch");
        assertTrue(
            lunch.assertFailed(2).contains("the target can be killed or cut off at stall or migrate, not at 'lunch'"),
            lunch.err());
    }
}
