package org.rankferry.engine.nativeio;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class MountPointTest {
    @TempDir
    private Path place;

    @Test
    void aMountWithOpenFilesIsRefusedAndCanBeDetached() throws Exception {
        assumeTrue(Libc.getuid() == 0, "mounting a tmpfs takes root");
        mount();
        try (OutputStream open = Files.newOutputStream(place.resolve("open"))) {
            final IOException e = assertThrows(IOException.class, () -> MountPoint.unmount(place));
            assertTrue(e.getMessage().matches("umount2 .*: .*busy"), e.getMessage());
            MountPoint.detach(place);
            assertFalse(Files.exists(place.resolve("open")), "nobody finds it");
            open.write(1);
        }
        mount();
        Files.write(place.resolve("closed"), new byte[1]);
        MountPoint.unmount(place);
        assertFalse(Files.exists(place.resolve("closed")));
    }

    @Test
    void whereNothingIsMountedIsAFault() {
        final IOException e = assertThrows(IOException.class, () -> MountPoint.detach(place));
        assertTrue(e.getMessage().startsWith("umount2 " + place + ": "), e.getMessage());
    }

    private void mount() throws Exception {
        assertEquals(0, new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=1m", "none", place.toString())
            .inheritIO().start().waitFor());
    }
}
