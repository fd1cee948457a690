package org.rankferry.system;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rankferry.checkpointer.ExternalProgram;
import org.rankferry.checkpointer.ProcessStarter;
import org.rankferry.engine.checkpoint.Checkpointers;
import org.rankferry.engine.store.set.ImageSet;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A process that counts, moved with DMTCP itself. Tagged {@code dmtcp}: for machines that have it, as no package brings
 * it.
 */
@Tag("dmtcp")
@Tag(Wire.NONE)
class RealDmtcpTest {
    private static final String COUNTS = "i=0; while :; do i=$((i+1)); echo $i > \"$0\"; sleep 0.02; done";

    @RegisterExtension
    private final Node node = new Node();

    @Test
    void aProcessGoesOnWhereItWas() throws Exception {
        Needs.that(ExternalProgram.find("dmtcp_launch") != null, "it takes DMTCP, and there is no dmtcp_launch");
        final Path counter = node.root().resolve("counter");
        final Path directory = Files.createDirectory(node.root().resolve("ckpt"));
        final Path port = node.root().resolve("port");
        final ChildProcess worker = ChildProcess.start("worker", List.of(
            "dmtcp_launch", "--new-coordinator", "--coord-port", "0", "--port-file", port.toString(), "--no-gzip",
            "--ckptdir", directory.toString(), "/bin/sh", "-c", COUNTS, counter.toString()),
            Map.of(), Path.of("/dev/null"));
        try {
            Await.that("it counts", () -> count(counter) > 20);
            final ChildProcess target = node.receive(Wire.SHM);
            final ChildProcess source = node.rankferryBy(
                List.of("env", "DMTCP_COORD_PORT=" + Files.readString(port).strip()),
                Node.words("send", new String[] {
                    "--checkpointer", "dmtcp", "--transport", "shm", "--rank", "0", worker.pid() + "@" + directory},
                    node.usualOfSource(Node.address(target))));
            source.awaitExit(0);
            target.awaitExit(0);
        } finally {
            worker.destroy();
        }
        final int stopped = count(counter);
        try (ProcessStarter starter = new ProcessStarter(node.root().resolve("output"))) {
            Checkpointers.named("dmtcp").prepareRestore(0, List.of("--new-coordinator", "--coord-port", "0"))
                .run(ImageSet.open(node.images("default")).image(0), starter);
            Await.that("it goes on", () -> count(counter) > stopped + 20);
            assertTrue(count(counter) < stopped + 1000, "it did not begin anew");
        }
    }

    private static int count(final Path counter) throws Exception {
        final String text = Files.readString(counter).strip();
        return text.isEmpty() ? 0 : Integer.parseInt(text);
    }
}
