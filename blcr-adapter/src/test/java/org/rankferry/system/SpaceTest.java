package org.rankferry.system;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Too little room: for the images at the target, and for the pool at the source. */
@Tag("slow")
class SpaceTest {
    private static final int RANKS = 2;

    @RegisterExtension
    private final Node node = new Node();

    @Test
    void aSetThatIsLargerThanMaxBytesIsRefusedBeforeItsFirstByte() throws Exception {
        final String file = Files.write(node.root().resolve("ctx.0"), new byte[3_000_000]).toString();
        final ChildProcess target = node.receive("--max-bytes", "1M");
        node.send(target, "--rank", "0", file)
            .awaitFault(1, "3000000 bytes does not fit", "1048576 bytes", "--dir or --max-bytes");
        Leftovers.assertNone(node.images("default"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file"})
    void aSetThatIsLargerThanTheFileSystemIsRefusedBeforeItsFirstByte(final String store) throws Exception {
        final String file = Files.write(node.root().resolve("ctx.0"), new byte[6_000_000]).toString();
        try (SmallFileSystem small = SmallFileSystem.mount(node.root().resolve("small"), "size=4m")) {
            final Path images = small.path().resolve("set");
            final ChildProcess target = node.receive("--store", store, "--dir", images.toString());
            node.send(target, "--rank", "0", file)
                .awaitFault(1, "6000000 bytes does not fit", store + " store has room for", "--dir or --max-bytes");
            Leftovers.assertNone(images);
            Node.stop(target);
            Leftovers.assertNone(small.path());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file"})
    void aFileSystemThatFillsOnTheWayEndsTheSetAtBothEnds(final String store) throws Exception {
        try (SmallFileSystem small = SmallFileSystem.mount(node.root().resolve("small"), "size=8m")) {
            final Path images = small.path().resolve("set");
            final ChildProcess target = node.receive("--store", store, "--dir", images.toString());
            final ChildProcess source = node.send(target, "--ranks", Integer.toString(RANKS));
            final ChildProcess first = rankOfEightMegabytes(0);
            final ChildProcess second = rankOfEightMegabytes(1);
            target.awaitFault(1, "rank ", "stream image", images.toString(), "--dir");
            source.awaitFault(1, "rank ", "stream image", "--dir", Node.address(target));
            first.awaitRankFault("--dir");
            second.awaitRankFault("--dir");
            Leftovers.assertNone(small.path());
        }
    }

    /** Standard input does not say how long it will be: the target finds out when it is full. */
    @ParameterizedTest
    @ValueSource(strings = {"memory", "file"})
    void aStreamOfUnknownLengthFillsTheFileSystemOnTheWay(final String store) throws Exception {
        final Path input = Files.write(node.root().resolve("input"), new byte[20_000_000]);
        try (SmallFileSystem small = SmallFileSystem.mount(node.root().resolve("small"), "size=8m")) {
            final Path images = small.path().resolve("set");
            final ChildProcess target = node.receive("--store", store, "--dir", images.toString());
            final ChildProcess source = node.sendInput(input, target, "--rank", "3", "--stream", "ctx", "-");
            target.awaitFault(1, "rank 3, stream ctx, offset ", "no space for", images.toString(), "--dir");
            source.awaitFault(1, "rank 3, stream ctx, offset ", "no space for", "--dir", Node.address(target));
            Leftovers.assertNone(small.path());
        }
    }

    @Test
    void maxBytesEndTheSetOnTheWay() throws Exception {
        final ChildProcess target = node.receive(Wire.preferShm(), "--max-bytes", "3M");
        final ChildProcess source = node.send(Wire.preferShm(), target, "--ranks", Integer.toString(RANKS));
        final ChildProcess first = rankOfEightMegabytes(0);
        final ChildProcess second = rankOfEightMegabytes(1);
        target.awaitFault(1, "rank ", "stream image", "3145728", "--max-bytes");
        source.awaitFault(1, "rank ", "stream image", "3145728", "--max-bytes");
        first.awaitRankFault("3145728");
        second.awaitRankFault("3145728");
    }

    @Test
    void aFullTargetIsFollowedByTheNext() throws Exception {
        final ChildProcess small = node.receiveAs("small", "--max-bytes", "3M");
        final ChildProcess large = node.receiveAs("large");
        final ChildProcess source = node.send(
            Node.address(small) + "," + Node.address(large), "--ranks", Integer.toString(RANKS));
        final ChildProcess first = rankOfEightMegabytes(0);
        final ChildProcess second = rankOfEightMegabytes(1);
        small.awaitFault(1, "3145728", "--max-bytes");
        for (final ChildProcess process : new ChildProcess[] {large, source, first, second}) {
            process.awaitExit(0);
        }
        assertTrue(first.out().getFirst().contains("\"attempt\":2"), first::toString);
        node.assertContent(node.images("large"), RANKS, 8_000_000);
    }

    @Tag(Wire.NONE)
    @Test
    void aPoolDirectoryThatCannotBeWritten() throws Exception {
        try (SmallFileSystem readOnly = SmallFileSystem.mount(node.root().resolve("pool-dir"), "size=4m,ro")) {
            node.send(Wire.nobody(), "--pool-dir", readOnly.path().toString())
                .awaitFault(1, readOnly.path().toString(), "Read-only file system", "give one");
        }
    }

    @Tag(Wire.NONE)
    @Test
    void aPoolDirectoryThatIsTooSmall() throws Exception {
        try (SmallFileSystem small = SmallFileSystem.mount(node.root().resolve("pool-dir"), "size=4m")) {
            node.send(Wire.nobody(), "--pool-dir", small.path().toString())
                .awaitFault(1, small.path().toString(), "10485760 bytes", "a smaller --pool or another --pool-dir");
            Leftovers.assertNone(small.path());
        }
    }

    @Tag(Wire.NONE)
    @Test
    void aPoolDirectoryThatIsNotThere() throws Exception {
        final Path none = node.root().resolve("none").resolve("pool-dir");
        node.send(Wire.nobody(), "--pool-dir", none.toString()).awaitFault(1, none.toString(), "--pool-dir");
        assertFalse(Files.exists(none.getParent()));
    }

    @Tag(Wire.NONE)
    @Test
    void anImageDirectoryThatCannotBeWritten() throws Exception {
        try (SmallFileSystem readOnly = SmallFileSystem.mount(node.root().resolve("images"), "size=4m,ro")) {
            final Path images = readOnly.path().resolve("set");
            node.startReceive("default", "--dir", images.toString())
                .awaitFault(1, images.toString(), "Read-only file system", "--dir");
        }
    }

    private ChildProcess rankOfEightMegabytes(final int rank) throws Exception {
        return node.rank(rank, "--bytes", "8000000");
    }
}
