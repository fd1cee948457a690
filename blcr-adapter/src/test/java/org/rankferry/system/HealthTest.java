package org.rankferry.system;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Ranks leave a node without an operator's command, and the job gives the answer that it gives undisturbed. */
@Tag("slow")
@Tag(Wire.NONE)
class HealthTest {
    @RegisterExtension
    private final Node node = new Node();

    /** One command for all nodes: the predictor of a site, which looks for what a node has. */
    @Test
    void ranksLeaveANodeThatIsFailingAsSoonAsASpareIsWell() throws Exception {
        final Path sick = Files.createDirectories(node.root().resolve("sick"));
        final JobCluster cluster = new JobCluster(
            node, "--health-period", "0.2", "--health-command",
            "! cat " + sick + "/$RANKFERRY_NODE 2> " + node.root().resolve("predictor.log"));
        Files.writeString(sick.resolve("s0"), "fan 1 stands still\n");
        cluster.agents("n0", "n1", "s0");
        cluster.start(4, "n0,n1", List.of(), "--ballast", "1000001");
        cluster.agent("s0").awaitOut("health: failing: fan 1 stands still");
        Files.writeString(sick.resolve("n1"), "DIMM 3 is about to fail\n");
        cluster.agent("n1").awaitOut("health: failing: DIMM 3 is about to fail");
        cluster.agent("n1").awaitOut("ranks of job heat can't leave yet: there is no spare node left");
        Files.delete(sick.resolve("s0"));
        cluster.agent("s0").awaitOut("health: ok");
        node.rankferry("spare", "--agent", "s0").awaitExit(0);
        cluster.agent("n1").awaitOut("job heat: migrated, epoch 2");
        awaitStatus("s0", "n1 is failing: DIMM 3 is about to fail", "  s0: ranks [2, 3]",
            "  asked for by health: DIMM 3 is about to fail");
        cluster.awaitAnswer();
        cluster.stop();
    }

    @Test
    void ranksLeaveANodeWhoseAgentHearsASignal() throws Exception {
        final JobCluster cluster = new JobCluster(node);
        cluster.agents("n0", "s0");
        cluster.start(2, "n0", List.of());
        cluster.agent("n0").signal("USR1");
        cluster.agent("n0").awaitOut("job heat: migrated, epoch 2");
        awaitStatus("s0", "  s0: ranks [0, 1]", "  asked for by signal");
        cluster.awaitAnswer();
        cluster.stop();
    }

    /** What the manager says last is soon what every agent shows. */
    private void awaitStatus(final String agent, final String... lines) throws InterruptedException {
        Await.that(String.join(", ", lines), () -> {
            final ChildProcess status = node.rankferry("status", "--agent", agent);
            status.awaitExit(0);
            return status.out().containsAll(List.of(lines));
        });
    }
}
