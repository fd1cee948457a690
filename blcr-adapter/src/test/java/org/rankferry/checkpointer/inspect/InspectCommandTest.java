package org.rankferry.checkpointer.inspect;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.jr.ob.JSON;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.checkpointer.TransferScene;
import org.rankferry.checkpointer.blcr.BlcrGenerator;
import org.rankferry.checkpointer.blcr.BlcrPlan;
import org.rankferry.checkpointer.dmtcp.DmtcpGenerator;
import org.rankferry.engine.checkpoint.Capture;
import org.rankferry.engine.checkpoint.CaptureInput;
import org.rankferry.engine.checkpoint.Checkpointers;
import org.rankferry.engine.checkpoint.LocalRanks;
import org.rankferry.engine.cli.Main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@SuppressWarnings("try") // ranks work without being spoken to
class InspectCommandTest {
    private static final BlcrPlan PLAN = BlcrPlan.of(11, 0, 3, 30);

    @TempDir
    private Path root;

    /** What a run of the command left behind. */
    private record Run(int code, String out, String err) {
    }

    @Test
    void aContextIsToldWithItsSections() throws IOException {
        final Path context = context("context.3");
        final Run run = run("inspect", context.toString());
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().startsWith(context + ", " + Files.size(context)
            + " bytes: BLCR context: version 9, scope PROC, architecture x86_64, kernel 3.10.0, processes 1, threads"),
            run.out());
        assertTrue(run.out().contains("\n  bytes: headers "), run.out());
    }

    @Test
    @SuppressWarnings("unchecked")
    void aDamagedContextIsToldUpToItsFault() throws IOException {
        final Path context = context("context.3");
        final long length = Files.size(context);
        try (FileChannel file = FileChannel.open(context, StandardOpenOption.WRITE)) {
            file.truncate(length - 5);
        }
        final Run run = run("inspect", "--json", root.resolve("result").toString(), context.toString());
        assertEquals(1, run.code());
        final String fault =
            "offset " + (length - 5) + ": expected a process or the trailer, found the end of the stream";
        assertEquals("rankferry: inspect: " + context + ": " + fault + "\n", run.err());
        assertTrue(run.out().contains("threads 4") && run.out().contains("\n  fault: " + fault), run.out());
        final Map<String, Object> result = JSON.std.mapFrom(Files.readString(root.resolve("result")));
        assertEquals("inspect", result.get("command"));
        final Map<String, Object> stream = ((List<Map<String, Object>>) result.get("streams")).getFirst();
        assertEquals("BLCR context", stream.get("format"));
        assertEquals(fault, stream.get("fault"));
        assertEquals((int) length - 5, stream.get("fault_offset"));
        assertEquals(4, ((Map<String, Object>) stream.get("facts")).get("threads"));
    }

    @Test
    void aDmtcpImageAndUnknownFiles() throws IOException {
        final Path image = Files.write(root.resolve("ckpt_a.dmtcp"), DmtcpGenerator.image(2, 4));
        final Run run = run("inspect", image.toString());
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("DMTCP image: version 4.0, areas "), run.out());

        final Path other = Files.write(root.resolve("other"), "\177ELF".getBytes(StandardCharsets.ISO_8859_1));
        final Run unknown = run("inspect", other.toString());
        assertEquals(1, unknown.code());
        assertTrue(unknown.out().contains("unknown: begins with 7f 45 4c 46"), unknown.out());
        assertEquals("rankferry: inspect: " + other + ": is no checkpoint image that is known\n", unknown.err());
        assertEquals("rankferry: inspect: " + root + "/none does not exist\n",
            run("inspect", root + "/none").err());
    }

    @Test
    void aDirectoryOfCriu() throws IOException {
        final Path directory = Files.createDirectory(root.resolve("criu"));
        marks(directory.resolve("inventory.img"), 0x54564319, 0x58313116);
        marks(directory.resolve("core-1.img"), 0x54564319, 0x55053847);
        marks(directory.resolve("stats-dump"), 0x55105940, 0x57093306);
        Files.write(directory.resolve("pages-1.img"), new byte[8192]);
        final Run run = run("inspect", directory.toString());
        assertEquals(0, run.code(), run.err());
        assertEquals(List.of(directory + "/core-1.img, 8 bytes: CRIU core",
            directory + "/inventory.img, 8 bytes: CRIU inventory", directory + "/pages-1.img, 8192 bytes: CRIU pages"),
            run.out().lines().toList());
        assertTrue(run("inspect", directory + "/stats-dump").out().endsWith("CRIU statistics\n"));
        final Path empty = Files.createDirectory(root.resolve("empty"));
        assertEquals("rankferry: inspect: " + empty + " holds neither an image set nor images of CRIU\n",
            run("inspect", empty.toString()).err());
    }

    @Test
    void aCommittedSetWithWhatEachStreamIs() throws IOException {
        final Path a = context("a");
        final Path image = Files.write(root.resolve("image"), DmtcpGenerator.image(2, 4));
        final Path text = Files.writeString(root.resolve("notes"), "some text");
        final List<Capture> captures = List.of(
            Checkpointers.named("blcr").prepare(0, List.of(new CaptureInput(null, a.toString()))),
            Checkpointers.named("files").prepare(1, List.of(
                new CaptureInput(null, image.toString()), new CaptureInput(null, text.toString()))));
        final Path set;
        try (TransferScene scene = new TransferScene(root, 2, 64 << 10);
            LocalRanks ranks = LocalRanks.start(
                scene.source(), TransferScene.JOB, captures, TransferScene.DEADLINE)) {
            set = scene.target().awaitCommitted(TransferScene.DEADLINE).directory();
        }
        final Run run = run("inspect", set.toString());
        assertEquals(0, run.code(), run.err());
        final List<String> lines = run.out().lines().filter(line -> !line.startsWith("  ")).toList();
        assertTrue(lines.get(0).startsWith("job lu, epoch "), run.out());
        assertTrue(lines.get(1).startsWith("committed "), run.out());
        assertTrue(lines.get(2).startsWith("rank 0, " + set + "/rank-0/context, "), run.out());
        assertTrue(lines.get(2).contains("BLCR context: version 9"), run.out());
        assertTrue(lines.get(3).contains("DMTCP image: version 4.0"), run.out());
        assertEquals("rank 1, " + set + "/rank-1/notes, 9 bytes: unknown: begins with 73 6f 6d 65 20 74 65 78 74",
            lines.get(4));

        Files.write(set.resolve("rank-1").resolve("notes"), new byte[4]);
        Files.write(set.resolve("rank-0").resolve("context"),
            Arrays.copyOf(Files.readAllBytes(set.resolve("rank-0").resolve("context")), 100));
        final Run damaged = run("inspect", set.toString());
        assertEquals(1, damaged.code());
        assertTrue(damaged.err().contains("/rank-0/context: offset 100: expected linkage of the threads, found the end"
            + " of the stream (and 1 more faults)"), damaged.err());
        assertTrue(damaged.out().contains("fault: has 4 bytes, the manifest says 9"), damaged.out());
    }

    @Test
    void itIsAmongTheCommandsAndHasExamples() {
        assertTrue(run("--help").out().contains("\n  inspect "));
        assertTrue(run("inspect", "--help").out().contains("Examples:"));
    }

    private Path context(final String name) throws IOException {
        final Path file = root.resolve(name);
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            BlcrGenerator.write(PLAN, out);
        }
        return file;
    }

    private static void marks(final Path file, final int... marks) throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate(marks.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (final int mark : marks) {
            bytes.putInt(mark);
        }
        Files.write(file, bytes.array());
    }

    private static Run run(final String... args) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final ByteArrayOutputStream err = new ByteArrayOutputStream();
        final int code = Main.run(new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8), args);
        return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
