package org.rankferry.compare.pfs;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.rankferry.compare.host.MountTable;
import org.rankferry.engine.api.TransferException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PfsKindTest {
    @Test
    void wordsNameKinds() {
        assertSame(PfsKind.MOOSEFS, PfsKind.ofWord("moosefs"));
        assertSame(PfsKind.GLUSTER, PfsKind.ofWord("gluster"));
        assertSame(PfsKind.GLUSTER_SHARD, PfsKind.ofWord("gluster-shard"));
        final TransferException e = assertThrows(TransferException.class, () -> PfsKind.ofWord("lustre"));
        assertEquals("there is no parallel file system 'lustre' that can be started; give gluster, gluster-shard,"
            + " moosefs", e.getMessage());
    }

    @Test
    void serversAreCounted() {
        for (final int servers : List.of(-1, 0, PfsKind.MOST_SERVERS + 1)) {
            final TransferException e = assertThrows(
                TransferException.class, () -> PfsKind.GLUSTER.start(Path.of("target"), servers));
            assertEquals(
                "a file system of gluster has 1 to 16 servers, not " + servers, e.getMessage());
        }
    }

    @Test
    void volumeFilesStackTranslatorsOnTheServersInTheirOrder() {
        final String client = GlusterVolume.ofClient(3, true);
        assertEquals(List.of("client-0", "client-1", "client-2", "distribute", "shard", "write-behind", "open-behind",
            "quick-read", "md-cache"), volumes(client));
        assertTrue(client.contains("""
            volume distribute
              type cluster/distribute
              subvolumes client-0 client-1 client-2
            end-volume
            """), client);
        assertTrue(client.contains("  option shard-block-size 4194304\n  subvolumes distribute\n"), client);
        assertTrue(client.contains("  option remote-port 24102\n  option remote-subvolume /brick-2\n"), client);
        assertEquals(List.of("client-0", "distribute", "write-behind", "open-behind", "quick-read", "md-cache"),
            volumes(GlusterVolume.ofClient(1, false)));
        final String server = GlusterVolume.ofServer(11, 12, Path.of("/w/server-11"));
        assertEquals(List.of("posix", "locks", "/brick-11", "server"), volumes(server));
        assertTrue(server.contains("  option volume-id 00000000-0000-0000-0000-00000000000b\n"), server);
        assertTrue(server.contains("  option shared-brick-count 12\n"), server);
        assertEquals(11, GlusterVolume.id(11)[15]);
        assertTrue(server.contains("  option transport.socket.listen-port 24111\n"), server);
    }

    @Test
    void aFuseProgramThatNamesItselfInTheSourceIsATypeOfItsOwn() {
        final Path point = Path.of("/mnt");
        assertEquals(
            "fuse.mfs", FileSystemFacts.typeOf(new MountTable.Mount(point, "fuse", "mfs#10.0.0.1:9421", false)));
        assertEquals("fuse", FileSystemFacts.typeOf(new MountTable.Mount(point, "fuse", "/dev/fuse", false)));
        assertEquals("nfs4", FileSystemFacts.typeOf(new MountTable.Mount(point, "nfs4", "host:/a#b", false)));
    }

    private static List<String> volumes(final String text) {
        return text.lines().filter(line -> line.startsWith("volume ")).map(line -> line.substring(7)).toList();
    }
}
