package org.rankferry.engine.coordinator.manager;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.rankferry.engine.coordinator.MigrateRequest;
import org.rankferry.engine.coordinator.NodeFacts;
import org.rankferry.engine.coordinator.NodeState;
import org.rankferry.engine.coordinator.job.Move;
import org.rankferry.engine.health.Health;
import org.rankferry.engine.health.NodeHealth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TargetChoiceTest {
    private static final Map<String, List<Integer>> PLACED = Map.of("n0", List.of(0, 1), "n1", List.of(2, 3));

    private final List<NodeFacts> nodes = new ArrayList<>(List.of(
        node("n0", NodeState.READY), node("n1", NodeState.READY), node("s0", NodeState.SPARE),
        node("s1", NodeState.SPARE), node("old", NodeState.INACTIVE)));

    @Test
    void sparesAreTakenInTurnAndTheRestIsToFallBackTo() {
        final TargetChoice.Choice choice = choose(List.of("n1"), List.of(), List.of(), Set.of());
        assertEquals(List.of(new Move("n1", "s0", List.of(2, 3))), choice.moves());
        assertEquals(List.of("s1"), choice.spares());
    }

    @Test
    void aNodeOfTheJobIsNoSpareThoughItSaidSoWhenItWasOne() {
        nodes.set(0, node("n0", NodeState.SPARE));
        nodes.set(1, node("n1", NodeState.SPARE));
        assertEquals(new TargetChoice.Choice(List.of(new Move("n1", "s0", List.of(2, 3))), List.of("s1")),
            choose(List.of("n1"), List.of(), List.of(), Set.of()));
    }

    @Test
    void severalNodesAreLeftAtOnce() {
        final TargetChoice.Choice choice = choose(List.of("n1", "n0"), List.of(), List.of(), Set.of());
        assertEquals(
            List.of(new Move("n0", "s0", List.of(0, 1)), new Move("n1", "s1", List.of(2, 3))), choice.moves());
        assertEquals(List.of(), choice.spares());
        refused("there is no spare node left for the ranks of node n1", List.of("n0", "n1"), List.of(), List.of("s1"),
            Set.of());
    }

    @Test
    void ranksAreMovedWithoutTheirNode() {
        assertEquals(List.of(new Move("n1", "s0", List.of(3))),
            choose(List.of(), List.of(), List.of(), Set.of(3)).moves());
        assertEquals(List.of(new Move("n0", "n1", List.of(1))),
            choose(List.of("n0"), List.of("n1"), List.of(), Set.of(1)).moves());
        refused("ranks [3] do not run on [n0]", List.of("n0"), List.of(), List.of(), Set.of(1, 3));
        refused("ranks [9] do not run on any node", List.of(), List.of(), List.of(), Set.of(9));
    }

    @Test
    void whoIsNamedMustBeThereAndWell() {
        refused("node s7 is not in the cluster", List.of("n0"), List.of("s7"), List.of(), Set.of());
        refused("node old is MIGRATION_INACTIVE; take it back with `rankferry spare` on it", List.of("n0"),
            List.of("old"), List.of(), Set.of());
        refused("node n0 is to be left and to be moved to", List.of("n0"), List.of("n0"), List.of(), Set.of());
        refused("node n0 is to be left and to be moved to", List.of(), List.of("n0"), List.of(), Set.of(1));
        refused("no rank of the job runs on node s0; they run on [n0, n1]", List.of("s0"), List.of(), List.of(),
            Set.of());
        refused("there is nothing to move", List.of(), List.of(), List.of(), Set.of());
    }

    @Test
    void aSpareThatARestartDoesNotFitIsPassedOver() {
        nodes.set(2, spare("s0", "x86_64", "5.10", "glibc 2.36"));
        final TargetChoice.Choice choice = choose(List.of("n0"), List.of(), List.of(), Set.of());
        assertEquals("s1", choice.moves().getFirst().onto());
        assertEquals(List.of(), choice.spares());
        nodes.set(3, spare("s1", "aarch64", "6.1", "glibc 2.36"));
        refused("no node can take the ranks of node n0: s0 has kernel 5.10 instead of 6.1, s1 has instruction set"
            + " aarch64 instead of x86_64", List.of("n0"), List.of(), List.of(), Set.of());
        nodes.set(3, spare("s1", "x86_64", "6.1", "musl 1.2"));
        refused("s1 has C library musl 1.2 instead of glibc 2.36", List.of("n0"), List.of("s1"), List.of(), Set.of());
    }

    @Test
    void aSpareThatIsNotWellIsPassedOver() {
        nodes.set(2, node("s0", NodeState.SPARE).with(new NodeHealth(Health.WARNING, "fan 3")));
        nodes.set(3, node("s1", NodeState.SPARE).with(new NodeHealth(Health.UNKNOWN, "no answer")));
        final TargetChoice.Choice choice = choose(List.of("n0"), List.of(), List.of(), Set.of());
        assertEquals(List.of(new Move("n0", "s1", List.of(0, 1))), choice.moves());
        assertEquals(List.of(), choice.spares(), "nor is it one to fall back to");
        refused("node s0 is not well; warning: fan 3", List.of("n0"), List.of("s0"), List.of(), Set.of());
        nodes.set(3, node("s1", NodeState.SPARE).with(new NodeHealth(Health.FAILING, "DIMM 3")));
        refused("there is no spare node left for the ranks of node n0 that is well (s0 is warning: fan 3, s1 is"
            + " failing: DIMM 3); start", List.of("n0"), List.of(), List.of(), Set.of());
    }

    private TargetChoice.Choice choose(
        final List<String> off, final List<String> onto, final List<String> exclude, final Set<Integer> ranks) {

        return new TargetChoice(nodes, PLACED, new MigrateRequest(off, onto, exclude, ranks)).choose();
    }

    private void refused(
        final String text, final List<String> off, final List<String> onto, final List<String> exclude,
        final Set<Integer> ranks) {

        final String message =
            assertThrows(IllegalArgumentException.class, () -> choose(off, onto, exclude, ranks)).getMessage();
        assertTrue(message.contains(text), message);
    }

    private static NodeFacts node(final String name, final NodeState state) {
        return node(name, state, "x86_64", "6.1", "glibc 2.36");
    }

    private static NodeFacts spare(final String name, final String isa, final String kernel, final String libc) {
        return node(name, NodeState.SPARE, isa, kernel, libc);
    }

    private static NodeFacts node(
        final String name, final NodeState state, final String isa, final String kernel, final String libc) {

        return new NodeFacts(
            name, 1, state, "127.0.0.1", 1, isa, kernel, libc, 2, 1L << 30, "0.1", NodeHealth.UNWATCHED);
    }
}
