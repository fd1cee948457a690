package org.rankferry.system;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What can go wrong with a mount: where it is to be, at the target, and when it ends. */
@Tag("slow")
@Tag(Wire.NONE)
class MountFaultTest {
    private static final int BEGIN = 1;
    private static final int CREATE = 2;
    private static final int EXTENT = 8;
    private static final int RECORD_BYTES = 64;

    @RegisterExtension
    private final Node node = new Node();
    @RegisterExtension
    private final Mounts mounts = new Mounts(node);

    @Test
    void aMountPointThatCannotBe() throws Exception {
        Mounts.needed();
        final Path none = node.root().resolve("none");
        mounts.start(Wire.nobody(), none).awaitFault(1, none + " does not exist", "mkdir " + none);
        final Path file = Files.createFile(node.root().resolve("file"));
        mounts.start(Wire.nobody(), file).awaitFault(1, file + " is no directory");
        mounts.start(Wire.nobody(), node.root()).awaitFault(1, node.root() + " is not empty", "give an empty one");
        try (SmallFileSystem other = SmallFileSystem.mount(node.root().resolve("other"), "size=1m")) {
            mounts.start(Wire.nobody(), other.path()).awaitFault(1, "of type tmpfs mounted already");
        }
        mounts.start(Wire.nobody(), none, "--rank", "-1").awaitFault(2, "--rank is -1");
        node.rankferry("mount-image", none.toString(), node.root().toString()).awaitFault(1, "is not empty");
        final Path empty = Files.createDirectory(node.root().resolve("empty"));
        node.rankferry("mount-image", node.root().toString(), empty.toString())
            .awaitFault(1, "holds no image set");
        node.rankferry("mount-image", none.toString(), empty.toString())
            .awaitFault(1, "door " + none, "is the target running?");
    }

    @Test
    void aMountPointThatIsInUseOrWasLeft() throws Exception {
        final ChildProcess target = node.receive("--deadline", Patience.deadline("resume", 1));
        final Path in = mounts.point("in");
        final ChildProcess mount = mounts.write(target, in);
        mounts.start(Node.address(target), in, "--job", "other").awaitFault(1, in + " is in use", "another directory");
        mount.kill();
        target.awaitFault(1, "source of job lu is lost");
        mounts.start(Wire.nobody(), in).awaitFault(1, in + " is left over", "fusermount3 -u " + in);
        Mounts.unmount(in);
        final ChildProcess again = node.receive();
        final ChildProcess next = mounts.write(again, in);
        Files.writeString(in.resolve("a"), "b");
        Mounts.unmount(in);
        next.awaitExit(0);
        again.awaitExit(0);
    }

    @Test
    void aTargetThatIsLostIsAnErrorAtTheWritersAndTheMountGoes() throws Exception {
        final ChildProcess target = node.receive();
        final Path in = mounts.point("in");
        final ChildProcess mount = mounts.write(target, in, "--deadline", Patience.deadline("resume", 1));
        final FileChannel file =
            FileChannel.open(in.resolve("a"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        file.write(ByteBuffer.allocate(1 << 20));
        file.force(true);
        target.kill();
        assertFails(() -> writeForEver(file));
        assertFails(() -> file.force(true));
        assertFails(file::close);
        mount.awaitFault(1, "target " + Node.address(target));
        assertFalse(Mounts.isMounted(in));
        Node.stop(node.receive()); // tidies up
    }

    @Test
    void aTargetWithoutSpaceIsAnErrorAtTheWriters() throws Exception {
        final ChildProcess target = node.receive("--max-bytes", "3M");
        final Path in = mounts.point("in");
        final ChildProcess mount = mounts.write(target, in);
        final FileChannel file =
            FileChannel.open(in.resolve("a"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        assertFails(() -> writeForEver(file));
        assertFails(file::close);
        mount.awaitFault(1, "3145728", "--max-bytes");
        target.awaitFault(1, "3145728", "--max-bytes");
        assertFalse(Mounts.isMounted(in));
    }

    @Test
    void aSignalUnmountsAndTheSetIsCommittedWhenTheLastFileIsClosed() throws Exception {
        final ChildProcess target = node.receive();
        final Path in = mounts.point("in");
        final ChildProcess mount = mounts.write(target, in);
        final byte[] bytes = "written after the signal".getBytes(StandardCharsets.UTF_8);
        try (FileChannel file = FileChannel.open(
            in.resolve("a"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            assertEquals(1, new ProcessBuilder("fusermount3", "-q", "-u", in.toString()).start().waitFor(), "busy");
            mount.terminate();
            mount.awaitErr("unmounting; ");
            Await.that("unmounted", () -> !Mounts.isMounted(in));
            assertTrue(mount.isAlive(), mount::toString);
            file.write(ByteBuffer.wrap(bytes));
        }
        mount.awaitExit(0);
        target.awaitExit(0);
        final Path out = mounts.point("out");
        final ChildProcess image = mounts.readFrom(node.images("default"), out);
        assertArrayEquals(bytes, Files.readAllBytes(out.resolve("a")));
        image.terminate();
        image.awaitExit(0);
        assertFalse(Mounts.isMounted(out));
    }

    @Test
    void aSecondSignalGivesTheSetUp() throws Exception {
        final ChildProcess target = node.receive();
        final Path in = mounts.point("in");
        final ChildProcess mount = mounts.write(target, in);
        final FileChannel file =
            FileChannel.open(in.resolve("a"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        file.write(ByteBuffer.allocate(100));
        mount.signal("TERM"); // what a shell has started in the background does not hear SIGINT
        mount.awaitErr("unmounting; ");
        mount.signal("TERM");
        target.awaitFault(1, "stopped by a signal");
        assertFails(file::close);
        mount.awaitFault(1, "stopped by a signal");
        assertFalse(Node.hasManifest(node.images("default")));
    }

    @Test
    void anIdleMountIsNotTakenForAHangingRank() throws Exception {
        final ChildProcess target = node.receive();
        final Path in = mounts.point("in");
        final ChildProcess mount = mounts.write(target, in, "--deadline", Patience.deadline("stall", 1));
        Thread.sleep(Patience.times(3_000));
        Files.writeString(in.resolve("a"), "still there");
        Mounts.unmount(in);
        mount.awaitExit(0);
        target.awaitExit(0);
    }

    @Test
    void bytesThatNeverComeAreAnErrorAfterTheDeadline() throws Exception {
        Mounts.needed();
        final Path log = Files.write(node.root().resolve("log"), logOfAFile(1000).array());
        final Path pipe = node.root().resolve("pipe");
        Mounts.run("mkfifo", pipe.toString());
        final ChildProcess target = node.receive();
        final ChildProcess source = node.send(
            target, "--rank", "0", "--stream", "mount.log", log.toString(), "--rank", "0", "--stream", "mount.data",
            pipe.toString());
        final Path out = mounts.point("out");
        final ChildProcess image;
        try (OutputStream data = Files.newOutputStream(pipe)) {
            image = mounts.read(target, out, "--wait", "1");
            assertEquals(1000, Files.size(out.resolve("f")));
            final IOException failed = assertThrows(IOException.class, () -> Files.readAllBytes(out.resolve("f")));
            assertTrue(failed.getMessage().contains("Input/output error"), failed::getMessage);
            image.awaitErr("rankferry: mount " + out + ": bytes of file 2 from offset 0 did not come in time");
            data.write(new byte[1000]);
        }
        source.awaitExit(0);
        target.awaitExit(0);
        assertArrayEquals(new byte[1000], Files.readAllBytes(out.resolve("f")), "they have come after all");
        Mounts.unmount(out);
        image.awaitExit(0);
    }

    @Test
    void anImageThatIsNoMounts() throws Exception {
        Mounts.needed();
        final Path log = Files.write(node.root().resolve("log"), new byte[200]);
        final ChildProcess target = node.receive();
        node.send(target, "--rank", "0", "--stream", "mount.log", log.toString(), "--rank", "0", "--stream",
            "mount.data", log.toString()).awaitExit(0);
        target.awaitExit(0);
        final Path empty = Files.createDirectory(node.root().resolve("empty"));
        node.rankferry("mount-image", node.images("default").toString(), empty.toString())
            .awaitFault(1, "record of kind 0", "can't be");
        node.rankferry("mount-image", "--rank", "5", node.images("default").toString(), empty.toString())
            .awaitFault(1, "rank 5");
    }

    private static void assertFails(final Executable what) {
        final IOException failed = assertThrows(IOException.class, what);
        assertTrue(failed.getMessage().contains("Input/output error"), failed::getMessage);
    }

    private static void writeForEver(final FileChannel file) throws IOException {
        final ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
        for (int i = 0; i < 2000; i++) {
            file.write(buffer.clear());
        }
    }

    /** Records by hand, as they are drawn: a root, a file 2 in it, an extent that begins with the data. */
    private static ByteBuffer logOfAFile(final int length) {
        final ByteBuffer log = ByteBuffer.allocate(3 * RECORD_BYTES + 8).order(ByteOrder.LITTLE_ENDIAN);
        record(log, BEGIN, "", 1, 0x746E_756F_6D2D_6672L, 0755, 0);
        record(log, CREATE, "f", 2, 1, 0100644, 0);
        record(log, EXTENT, "", 2, 0, 0, length);
        return log;
    }

    private static void record(
        final ByteBuffer log, final int kind, final String name, final long inode, final long a, final long b,
        final long c) {

        final int start = log.position();
        final int length = RECORD_BYTES + (name.isEmpty() ? 0 : 8);
        log.putInt(length).putShort((short) kind).putShort((short) name.length()).putLong(1).putLong(inode).putLong(a)
            .putLong(b).putLong(c);
        log.put(start + RECORD_BYTES - 8, new byte[8]);
        log.position(start + RECORD_BYTES).put(name.getBytes(StandardCharsets.UTF_8)).position(start + length);
    }
}
