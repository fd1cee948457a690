package org.rankferry.engine.transport.rdma.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.logging.Logger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.engine.transport.TransportException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A JVM loads one library, so all tests that load one for good load the bundled one. */
class DisniLibraryTest {
    private static final Path OUTDATED = Path.of("target/disni/test/libdisni.so").toAbsolutePath();
    private static final String PROVIDER = "com.ibm.disni.verbs.impl.RdmaProviderNat";

    @TempDir
    private Path directory;

    /** A build without the headers of RDMA verbs has no library to test. */
    static DisniLibrary bundled() {
        assumeTrue(
            BundledLibrary.class.getResource("linux-x86_64/" + BundledLibrary.FILE_NAME) != null,
            "this build has no libdisni");
        return DisniLibrary.open(DisniLibrary.DEFAULT_CHOICE);
    }

    private static String refusal(final Runnable opening) {
        final String message = assertThrows(TransportException.class, opening::run).getMessage();
        assertFalse(message.contains("\n"), message);
        return message;
    }

    private static void assertContains(final String part, final String text) {
        assertTrue(text.contains(part), text);
    }

    @Test
    void bundledLibraryLoadsOnce() {
        final DisniLibrary library = bundled();
        assertEquals(LibraryOrigin.BUNDLED, library.origin());
        assertTrue(Files.exists(library.path()), library.path().toString());
        assertEquals("libdisni: bundled (" + library.path() + ")", library.describe());
        assertSame(library, DisniLibrary.open("bundled"));
        assertSame(library, DisniLibrary.current().orElseThrow());
    }

    @Test
    void loadedLibraryLeavesNoFile() throws IOException {
        bundled();
        final List<String> mapped = Files.readAllLines(Path.of("/proc/self/maps")).stream()
            .filter(line -> line.contains("rankferry-disni-")).toList();
        assertFalse(mapped.isEmpty());
        for (final String line : mapped) {
            assertTrue(line.endsWith(" (deleted)"), line);
            final String file = line.substring(line.indexOf('/'), line.length() - " (deleted)".length());
            assertFalse(Files.exists(Path.of(file).getParent()), file);
        }
    }

    @Test
    void extractedFileIsPrivateAndRemoved() throws IOException {
        bundled();
        final Path file;
        try (BundledLibrary extracted = BundledLibrary.extract()) {
            file = extracted.file();
            assertTrue(Files.size(file) > 0);
            assertEquals(
                "rwx------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
        }
        assertFalse(Files.exists(file.getParent()));
    }

    @Test
    void anotherLibraryIsRefusedByName() {
        final DisniLibrary library = bundled();
        final String message = refusal(() -> DisniLibrary.open("/opt/disni/libdisni.so"));
        assertContains("uses the bundled libdisni, " + library.path(), message);
        assertContains("/opt/disni/libdisni.so", message);
    }

    @Test
    void outdatedLibraryIsRefused() {
        assumeTrue(Files.exists(OUTDATED), "this build has no libdisni");
        final String message = refusal(() -> DisniLibrary.load(OUTDATED.toString()));
        assertContains("the file libdisni, " + OUTDATED + ", does not fit DiSNI 2.1", message);
        assertContains("version found 31, version required 32", message);
    }

    @Test
    void constructorsExceptionIsUnwrapped() throws IOException {
        assumeTrue(Files.exists(OUTDATED), "this build has no libdisni");
        final Path copy = Files.copy(OUTDATED, directory.resolve("libdisni.so"));
        final DisniClassLoader loader = new DisniClassLoader(getClass().getClassLoader(), copy);
        final TransportException thrown = assertThrows(TransportException.class, () -> DisniLibrary.newInstance(
            loader, Object.class, PROVIDER, new Class<?>[0], new Object[0]));
        assertEquals(IOException.class, thrown.getCause().getClass());
        assertEquals(thrown.getCause().getMessage(), thrown.getMessage());
    }

    @Test
    void whatIsNoLibraryIsRefused() throws IOException {
        final Path text = Files.writeString(directory.resolve("libdisni.so"), "no library");
        assertContains("the file libdisni, " + text + ", can't be loaded: ",
            refusal(() -> DisniLibrary.load(text.toString())));
        assertContains("is no file", refusal(() -> DisniLibrary.load("/nowhere/libdisni.so")));
        assertContains("\"bundle\" names no libdisni: say bundled, installed, or the absolute path",
            refusal(() -> DisniLibrary.load("bundle")));
    }

    @Test
    void missingInstallationIsRefused() {
        assertContains("no libdisni is installed: libdisni.so is in none of " + directory,
            refusal(() -> DisniLibrary.search(directory.toString())));
    }

    @Test
    void installedLibraryIsFoundWhereTheJvmFindsIt() throws IOException {
        final Path file = Files.writeString(directory.resolve("libdisni.so"), "");
        assertEquals(file, DisniLibrary.search("/nowhere::" + directory));
    }

    @Test
    void missingFlagIsNamed() {
        assertContains("--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
            refusal(() -> LibraryCheck.requireExport(Logger.class.getModule())));
    }
}
