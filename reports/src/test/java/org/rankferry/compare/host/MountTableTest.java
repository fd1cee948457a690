package org.rankferry.compare.host;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.rankferry.engine.api.TransferException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MountTableTest {
    private static final MountTable TABLE = MountTable.parse(List.of(
        "22 1 254:0 / / rw,relatime - ext4 /dev/vda rw",
        "23 22 0:20 / /proc rw,nosuid shared:5 master:1 - proc proc rw",
        "30 22 0:40 / /mnt rw - tmpfs none ro,size=1g",
        "31 30 0:41 / /mnt/a\\040b\\134c rw,nosuid shared:9 - fuse.glusterfs /w\\303\\274rfel.vol rw,user_id=0",
        "32 22 0:42 / /mnt/twice ro,noatime - nfs4 server:/export rw",
        "33 32 0:43 / /mnt/twice rw - xfs /dev/vdb rw"));

    @Test
    void aPathIsInTheInnermostMountAroundIt() {
        assertEquals("ext4", TABLE.holding(Path.of("/mntx/file")).type(), "a name that only begins alike");
        assertEquals(Path.of("/mnt"), TABLE.holding(Path.of("/mnt/other")).point());
        final MountTable.Mount gluster = TABLE.holding(Path.of("/mnt/a b\\c/deep/file"));
        assertEquals(
            new MountTable.Mount(Path.of("/mnt/a b\\c"), "fuse.glusterfs", "/würfel.vol", false), gluster);
    }

    @Test
    void ofTwoAtOnePointTheLastHidesTheFirst() {
        assertEquals("xfs", TABLE.holding(Path.of("/mnt/twice/file")).type());
    }

    @Test
    void readOnlyIsAMountOrItsFileSystem() {
        assertTrue(TABLE.mounts().get(2).readOnly(), "its file system");
        assertTrue(TABLE.mounts().get(4).readOnly(), "the mount");
        assertFalse(TABLE.mounts().get(3).readOnly());
    }

    @Test
    void mountsBeneathComeInnermostAndLastFirst() {
        assertEquals(List.of(Path.of("/mnt/twice"), Path.of("/mnt/twice"), Path.of("/mnt/a b\\c"), Path.of("/mnt")),
            TABLE.beneath(Path.of("/mnt")));
        assertTrue(TABLE.has(Path.of("/mnt")));
        assertFalse(TABLE.has(Path.of("/mnt/other")));
    }

    @Test
    void whatNoMountHoldsIsAFault() {
        final MountTable none = new MountTable(List.of());
        assertThrows(TransferException.class, () -> none.holding(Path.of("/")));
    }

    @Test
    void theRealTableHasThisDirectory() {
        assertTrue(MountTable.read().has(Path.of("/")));
        assertEquals("proc", MountTable.read().holding(Path.of("/proc/self/mountinfo")).type());
    }
}
