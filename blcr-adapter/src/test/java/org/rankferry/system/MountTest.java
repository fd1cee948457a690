package org.rankferry.system;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rankferry.engine.observe.AgentCounter;
import org.rankferry.engine.observe.HostAgents;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Programs write files into a mount, and they are at the target, byte for byte, also while they arrive. */
@Tag("slow")
@Tag(Wire.NONE)
class MountTest {
    private static final long SEED = 31;
    private static final int WRITERS = 8;

    @RegisterExtension
    private final Node node = new Node();
    @RegisterExtension
    private final Mounts mounts = new Mounts(node);

    @Test
    void aTreeOfManySmallFilesArrivesAndIsVerified() throws Exception {
        final Path tree = Files.createDirectories(node.root().resolve("tree"));
        final Random random = new Random(SEED);
        for (int i = 0; i < 300; i++) {
            final Path directory = Files.createDirectories(tree.resolve("d" + i % 7).resolve("e" + i % 3));
            final byte[] bytes = new byte[random.nextInt(i % 10 == 0 ? 100_000 : 3_000)];
            random.nextBytes(bytes);
            Files.write(directory.resolve("f" + i), bytes);
        }
        Files.createSymbolicLink(tree.resolve("link"), Path.of("d1/e1"));
        Files.createLink(tree.resolve("hard"), tree.resolve("d0/e0/f0"));
        final ChildProcess target = node.receive("--store", "file");
        final Path in = mounts.point("in");
        final ChildProcess mount = mounts.write(target, in);
        Mounts.run("cp", "-a", tree.toString(), in.toString());
        Mounts.run("diff", "-r", tree.toString(), in.resolve("tree").toString());
        Mounts.unmount(in);
        mount.awaitExit(0);
        target.awaitExit(0);
        node.rankferry("verify", node.images("default").toString()).awaitExit(0);
        final Path out = mounts.point("out");
        final ChildProcess image = mounts.readFrom(node.images("default"), out);
        Mounts.run("diff", "-r", tree.toString(), out.resolve("tree").toString());
        assertEquals(Path.of("d1/e1"), Files.readSymbolicLink(out.resolve("tree/link")));
        assertEquals(2, Files.getAttribute(out.resolve("tree/hard"), "unix:nlink"));
        assertEquals(Files.getLastModifiedTime(tree.resolve("d0/e0/f0")),
            Files.getLastModifiedTime(out.resolve("tree/d0/e0/f0")));
        assertThrows(IOException.class, () -> Files.createFile(out.resolve("new")));
        Mounts.unmount(out);
        image.awaitExit(0);
    }

    @Test
    void whatIsSyncedCanBeReadAtTheTargetWhileTheRestIsWritten() throws Exception {
        final ChildProcess target = node.receive();
        final Path in = mounts.point("in");
        final ChildProcess mount = mounts.write(target, in);
        final Path out = mounts.point("out");
        final ChildProcess image = mounts.read(target, out);
        final byte[] header = bytes(100, 1);
        final byte[] body = bytes(3_000_000, 2);
        try (FileChannel file = FileChannel.open(
            in.resolve("ckpt"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            file.position(header.length);
            write(file, body);
            file.force(true);
            awaitSize(out.resolve("ckpt"), header.length + body.length);
            assertArrayEquals(Arrays.copyOf(new byte[header.length], header.length),
                Arrays.copyOf(Files.readAllBytes(out.resolve("ckpt")), header.length), "a hole as yet");
            file.position(0); // the header comes last, as VeloC does it
            write(file, header);
            file.force(true);
            Await.that("the header is there", () ->
                Arrays.equals(header, Arrays.copyOf(Files.readAllBytes(out.resolve("ckpt")), header.length)));
        }
        final byte[] all = Files.readAllBytes(out.resolve("ckpt"));
        assertArrayEquals(body, Arrays.copyOfRange(all, header.length, all.length));
        finish(target, in, mount, out, image);
    }

    @Test
    void namesLengthsAndAppendsAreWhatProgramsMakeThem() throws Exception {
        final ChildProcess target = node.receive();
        final Path in = mounts.point("in");
        final ChildProcess mount = mounts.write(target, in);
        final Path out = mounts.point("out");
        final ChildProcess image = mounts.read(target, out);
        Files.writeString(in.resolve("old"), "old content");
        Files.writeString(in.resolve("temp"), "new content");
        sync(in.resolve("temp"));
        Files.move(in.resolve("temp"), in.resolve("old"), StandardCopyOption.ATOMIC_MOVE);
        sync(in.resolve("old"));
        Await.that("renamed into place", () -> Files.readString(out.resolve("old")).equals("new content"));
        assertFalse(Files.exists(out.resolve("temp")));

        final byte[] bytes = bytes(10_000, 3);
        Files.write(in.resolve("cut"), bytes);
        try (FileChannel file = FileChannel.open(in.resolve("cut"), StandardOpenOption.WRITE)) {
            file.truncate(3_000);
            write(file.position(5_000), new byte[] {7}); // and up again
            file.force(true);
        }
        final byte[] cut = Arrays.copyOf(Arrays.copyOf(bytes, 3_000), 5_001);
        cut[5_000] = 7;
        awaitSize(out.resolve("cut"), cut.length);
        assertArrayEquals(cut, Files.readAllBytes(out.resolve("cut")));
        assertArrayEquals(cut, Files.readAllBytes(in.resolve("cut")), "read back");

        try (FileChannel file = FileChannel.open(
            in.resolve("sparse"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            write(file.position(1L << 40), new byte[] {1, 2, 3});
            file.force(true);
        }
        awaitSize(out.resolve("sparse"), (1L << 40) + 3);
        assertEquals(1L, blocks(in.resolve("sparse")), "in units of 512 bytes");
        assertEquals(1L, blocks(out.resolve("sparse")));

        appendFromTwoProcesses(in);
        final List<String> lines = Files.readAllLines(in.resolve("log"));
        assertEquals(400, lines.size());
        assertEquals(200, lines.stream().filter("first writer"::equals).count());
        assertEquals(200, lines.stream().filter("second writer"::equals).count());
        sync(in.resolve("log"));
        Await.that("the appended lines", () -> Files.readAllLines(out.resolve("log")).equals(lines));
        errors(in);
        finish(target, in, mount, out, image);
    }

    @Test
    void eightWritersAtOnceAndTheSetIsWhole() throws Exception {
        for (final String block : new String[] {"1M", "4k", "777"}) {
            final ChildProcess target = node.receive();
            final Path in = mounts.point("in");
            final ChildProcess mount = mounts.write(target, in);
            final Path out = mounts.point("out");
            final ChildProcess image = mounts.read(target, out);
            final List<String> words = List.of("--writers", Integer.toString(WRITERS), "--bytes",
                block.equals("1M") ? "17000001" : "1000001", "--block", block);
            files(words, "--sync", in);
            files(words, "--check", out);
            assertTrue(counter("source-" + Node.JOB, AgentCounter.CHUNKS_READY) > 0);
            finish(target, in, mount, out, image);
            node.rankferry("verify", node.images("default").toString()).awaitExit(0);
            Leftovers.remove(node.images("default"));
        }
    }

    @Test
    void randomOperationsMakeTheSameFilesAsOnTmpfs() throws Exception {
        final long seed = System.nanoTime();
        final Path model = Files.createDirectories(node.root().resolve("model"));
        final ChildProcess target = node.receive();
        final Path in = mounts.point("in");
        final ChildProcess mount = mounts.write(target, in);
        final Path out = mounts.point("out");
        final ChildProcess image = mounts.read(target, out);
        final Random random = new Random(seed);
        for (int step = 0; step < 600; step++) {
            final long stepSeed = random.nextLong();
            assertEquals(RandomFileStep.run(model, new Random(stepSeed)), RandomFileStep.run(in, new Random(stepSeed)),
                () -> "seed " + seed);
        }
        Mounts.run("diff", "-r", model.toString(), in.toString());
        final Path last = Files.writeString(in.resolve("last"), "x");
        sync(last);
        awaitSize(out.resolve("last"), 1);
        Files.delete(last);
        Mounts.run("diff", "-r", "--exclude=last", model.toString(), out.toString());
        finish(target, in, mount, out, image);
    }

    /** Both ends end as an operator ends them. */
    private static void finish(
        final ChildProcess target, final Path in, final ChildProcess mount, final Path out, final ChildProcess image)
        throws Exception {

        Mounts.unmount(in);
        mount.awaitExit(0);
        target.awaitExit(0);
        Mounts.unmount(out);
        image.awaitExit(0);
    }

    private void files(final List<String> words, final String how, final Path where) throws Exception {
        final List<String> all = new ArrayList<>(words);
        all.addAll(List.of(how, where.toString()));
        node.program("rankferry-files", "bin/rankferry-files", all).awaitExit(0);
    }

    private static void appendFromTwoProcesses(final Path in) throws Exception {
        final Path log = in.resolve("log");
        final Process[] writers = new Process[2];
        for (int i = 0; i < 2; i++) {
            final String line = i == 0 ? "first writer" : "second writer";
            writers[i] = new ProcessBuilder(
                "sh", "-c", "for i in $(seq 200); do echo " + line + " >> " + log + "; done").inheritIO().start();
        }
        for (final Process writer : writers) {
            assertEquals(0, writer.waitFor());
        }
    }

    private static void errors(final Path in) throws IOException {
        final Path directory = Files.createDirectory(in.resolve("dir"));
        Files.createFile(directory.resolve("file"));
        assertThrows(DirectoryNotEmptyException.class, () -> Files.delete(directory));
        assertThrows(FileAlreadyExistsException.class, () -> Files.createDirectory(directory));
        assertThrows(NoSuchFileException.class, () -> Files.delete(in.resolve("none")));
        final IOException tooLong =
            assertThrows(IOException.class, () -> Files.createFile(in.resolve("n".repeat(256))));
        assertTrue(tooLong.getMessage().contains("File name too long"), tooLong::getMessage);
        Files.createFile(in.resolve("n".repeat(255)));
        Files.delete(directory.resolve("file"));
        Files.delete(directory);
    }

    private static void awaitSize(final Path file, final long size) throws InterruptedException {
        Await.that(file + " has " + size + " bytes", () -> Files.size(file) == size);
    }

    private static long blocks(final Path file) throws Exception {
        final Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
        return Long.parseLong(new String(stat.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
    }

    private static void sync(final Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void write(final FileChannel file, final byte[] bytes) throws IOException {
        final ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            assertTrue(file.write(buffer) > 0);
        }
    }

    private long counter(final String agent, final AgentCounter counter) throws IOException {
        return HostAgents.read(node.runDirectory()).stream()
            .filter(found -> found.directory().endsWith(agent)).findFirst().orElseThrow().snapshot().value(counter);
    }

    private static byte[] bytes(final int length, final int what) {
        final byte[] bytes = new byte[length];
        new Random(SEED + what).nextBytes(bytes);
        return bytes;
    }
}
