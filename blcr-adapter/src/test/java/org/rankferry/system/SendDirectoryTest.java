package org.rankferry.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.jr.ob.JSON;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankferry.engine.observe.AgentCounter;
import org.rankferry.engine.observe.HostAgents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** {@code send} of checkpoints that are directories: many small files and a few large ones. */
@Tag("slow")
@Tag(Wire.NONE)
class SendDirectoryTest {
    private static final long SEED = 31;
    private static final int SMALL_FILES = 400;
    private static final int SMALL_BYTES = 6000;
    private static final int LARGE_BYTES = Patience.bytes(9_000_001);
    private static final Wire WIRE = Wire.SHM;
    private static final String[] WITHOUT_RIGHTS = {
        "setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search"};

    @RegisterExtension
    private final Node node = new Node();
    private final Map<String, Path> tree = new TreeMap<>();
    private Path directory;
    private long bytes;

    @BeforeEach
    void makeTree() throws IOException {
        directory = node.root().resolve("ckpt.3");
        final Random random = new Random(SEED);
        for (int i = 0; i < SMALL_FILES; i++) {
            // Every seventh is empty.
            file("d" + i % 5 + "/sub." + i % 3 + "/f_" + i, i % 7 == 0 ? 0 : 1 + random.nextInt(SMALL_BYTES));
        }
        for (int i = 0; i < 3; i++) {
            file(i == 0 ? "pages-1.img" : "d" + i + "/large", LARGE_BYTES + i);
        }
        final Path link = Files.createSymbolicLink(directory.resolve("latest"), Path.of("pages-1.img"));
        tree.put("latest", link);
        bytes += Files.size(link);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file"})
    void aTreeArrivesByteForByte(final String store) throws Exception {
        Files.createDirectories(directory.resolve("d0/nothing"));
        final ChildProcess target = node.receive(WIRE, "--store", store, "--reserve", "2x1M");
        final Path json = node.root().resolve("send.json");
        final Path other = Files.write(node.root().resolve("other"), content(999, 12_345));
        final ChildProcess source = node.send(WIRE, target,
            "--rank", "3", directory.toString(), "--rank", "3", "--stream", "app.state/x", other.toString(),
            "--rank", "5", "--stream", "copy", directory.toString(), "--json", json.toString());
        source.awaitExit(0);
        target.awaitExit(0);
        final Path images = node.images("default");
        final Map<String, Path> expected = new TreeMap<>();
        tree.forEach((name, file) -> expected.put("rank-3/" + name, file));
        tree.forEach((name, file) -> expected.put("rank-5/copy/" + name, file));
        expected.put("rank-3/app.state/x", other);
        expected.put("manifest.json", images.resolve("manifest.json"));
        assertSame(expected, images);
        source.awaitOut("note: image of rank 3: " + directory + "/d0/nothing is empty");
        node.rankferry("verify", images.toString()).awaitExit(0);

        final Map<String, Object> result = JSON.std.mapFrom(Files.readString(json));
        assertEquals(2 * bytes + 12_345, ((Number) result.get("image_bytes_total")).longValue());
        final List<?> moved = (List<?>) result.get("images");
        assertEquals(tree.size() + 1, ((Map<?, ?>) moved.get(0)).get("streams"));
        assertEquals(tree.size(), ((Map<?, ?>) moved.get(1)).get("streams"));
    }

    @Test
    void theSecondTargetGetsTheWholeTree() throws Exception {
        final ChildProcess first = node.receiveAs("first", wire());
        final ChildProcess second = node.receiveAs("second", wire());
        final ChildProcess source = node.send(Node.address(first) + "," + Node.address(second),
            "--transport", WIRE.transport(), "--chunk", "4k", "--pool", "8k",
            "--deadline", Patience.deadline("resume", 1), "--rank", "3", directory.toString());
        // In the middle of the second large file, when most of the small ones are there.
        Await.that("the first bytes", () -> HostAgents.read(node.runDirectory()).stream()
            .anyMatch(found -> found.snapshot() != null && found.snapshot().pid() == first.pid()
                && found.snapshot().value(AgentCounter.BYTES_READ) > LARGE_BYTES));
        first.kill();
        source.awaitExit(0);
        second.awaitExit(0);
        final Map<String, Path> expected = new TreeMap<>();
        tree.forEach((name, file) -> expected.put("rank-3/" + name, file));
        final Path images = node.images("second");
        expected.put("manifest.json", images.resolve("manifest.json"));
        assertSame(expected, images);
        node.rankferry("verify", images.toString()).awaitExit(0);
        Node.stop(node.receiveAs("first", wire())); // tidies up
        assertFalse(Files.exists(node.images("first").resolve("rank-3")), "what the first had got is gone");
    }

    @Test
    void whatCannotBeReadIsFoundBeforeTheFirstByte() throws Exception {
        Needs.root("files that root may not read without its rights");
        final ChildProcess target = node.receive(WIRE);
        final Path hidden = tree.get("d4/sub.0/f_399");
        assertEquals(0, new ProcessBuilder("chmod", "000", hidden.toString()).start().waitFor());
        final ChildProcess source = node.rankferryBy(List.of(WITHOUT_RIGHTS), List.of(
            "send", "--connect", Node.address(target), "--secret-file", node.secret().toString(), "--progress", "none",
            "--transport", WIRE.transport(), "--rank", "3", directory.toString()));
        source.awaitFault(1, "image of rank 3: " + hidden + " can't be read by this user");
        Node.stop(target);
        assertFalse(Files.exists(node.images("default").resolve("rank-3")), "nothing has come");
    }

    private String[] wire() {
        return new String[] {"--transport", WIRE.transport(), "--listen", WIRE.listen(node.root())};
    }

    private void file(final String name, final int length) throws IOException {
        final Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        tree.put(name, Files.write(file, content(tree.size(), length)));
        bytes += length;
    }

    private static byte[] content(final int number, final int length) {
        final byte[] content = new byte[length];
        new Random(SEED * 1_000_003 + number).nextBytes(content);
        return content;
    }

    /** The same names, no other ones, and the same bytes behind each. */
    private static void assertSame(final Map<String, Path> expected, final Path images) throws IOException {
        try (Stream<Path> all = Files.walk(images)) {
            assertEquals(List.copyOf(expected.keySet()), all.filter(Files::isRegularFile)
                .map(path -> images.relativize(path).toString()).sorted().toList());
        }
        for (final Map.Entry<String, Path> one : expected.entrySet()) {
            assertEquals(-1, Files.mismatch(one.getValue(), images.resolve(one.getKey())),
                one.getKey() + ", seed " + SEED);
        }
    }
}
