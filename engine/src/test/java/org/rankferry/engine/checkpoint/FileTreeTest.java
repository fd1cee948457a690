package org.rankferry.engine.checkpoint;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class FileTreeTest {
    private final Checkpointer files = Checkpointers.named("files");
    @TempDir
    private Path temporary;
    private Path root;

    @BeforeEach
    void makeRoot() throws IOException {
        root = Files.createDirectory(temporary.resolve("ckpt"));
    }

    @Test
    void allFilesInTheOrderOfTheirNames() throws IOException {
        for (final String name : List.of("b", "a/z", "a/b/c", "a.x", "B", "a/b.c")) {
            file(name, name.length());
        }
        assertEquals(List.of("B", "a/b/c", "a/b.c", "a/z", "a.x", "b"), names(root));
        assertEquals(1 + 5 + 5 + 3 + 3 + 1, prepare(null, root).expectedBytes());
        assertEquals(List.of(), prepare(null, root).notes());
    }

    @Test
    void aLinkToAFileOfTheTreeIsACopyOfIt() throws IOException {
        final Path file = file("data/ckpt_1.img", 7);
        Files.createSymbolicLink(root.resolve("latest"), Path.of("data", "ckpt_1.img"));
        final List<FileTree.Entry> found = FileTree.read(3, root).files();
        assertEquals(List.of("data/ckpt_1.img", "latest"), found.stream().map(FileTree.Entry::name).toList());
        assertEquals(file.toRealPath(), found.get(1).file());
        final Path link = Files.createSymbolicLink(temporary.resolve("link"), root);
        assertEquals(2, FileTree.read(3, link).files().size(), "the directory itself may be a link");
    }

    @Test
    void linksThatLeadElsewhereAreRefusedByName() throws IOException {
        file("a", 1);
        final Path secret = Files.write(temporary.resolve("secret"), new byte[1]);
        final Path link = root.resolve("link");
        Files.createSymbolicLink(link, secret);
        assertRefused(link + " is a symbolic link to " + secret.toRealPath() + ", which is outside of " + root
            + "; put a copy in its place");
        Files.delete(link);
        Files.createSymbolicLink(link, Path.of("nowhere"));
        assertRefused(link + " is a symbolic link that leads to no file; remove it");
        Files.delete(link);
        Files.createSymbolicLink(link, Path.of("link"));
        assertRefused(link + " is a symbolic link that leads to no file; remove it");
        Files.delete(link);
        Files.createSymbolicLink(link, Path.of("."));
        assertRefused(link + " is a symbolic link to " + root.toRealPath() + ", which is no regular file; remove it");
    }

    @Test
    void whatIsNoFileIsRefusedByName() throws Exception {
        file("a", 1);
        final Path pipe = root.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        assertRefused(pipe + " is a named pipe, and only files can be sent; remove it");
        Files.delete(pipe);
        final Path socket = root.resolve("door");
        try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.bind(UnixDomainSocketAddress.of(socket));
            assertRefused(socket + " is a socket, and only files can be sent; remove it");
        }
    }

    @Test
    void namesThatDoNotFitAreRefused() throws IOException {
        final Path odd = file("deep/odd name", 1);
        assertRefused(odd + ": stream name has U+0020 at character 8; letters, digits and ._- are allowed; rename it");
        Files.delete(odd);
        final Path longest = file("x".repeat(127) + "/" + "y".repeat(128), 1);
        assertRefused(longest + ": stream name has 256 characters, at most 255; rename it");
    }

    @Test
    void theStreamIsAPrefixAndNamesMustNotClash() throws IOException {
        file("a/b", 1);
        final Path single = Files.write(temporary.resolve("a"), new byte[1]);
        assertEquals(3, files.prepare(3, List.of(
            input("one", root), input("two/more", root), input(null, single))).expectedBytes());
        final CaptureException clash = assertThrows(CaptureException.class,
            () -> files.prepare(3, List.of(input(null, root), input(null, single))));
        assertEquals("image of rank 3: " + single + ": name is a, but that is the directory of stream a/b of rank 3"
            + "; name one of them with --stream", clash.getMessage());
    }

    @Test
    void emptyDirectoriesAreToldAndNothingAtAllIsRefused() throws IOException {
        final Path empty = Files.createDirectories(root.resolve("deep/empty"));
        assertRefused(root + " has no files below it; name the directory that holds the image");
        file("a", 0);
        assertEquals(List.of("image of rank 3: " + empty + " is empty, and an image has no empty directories"),
            prepare(null, root).notes());
    }

    private Path file(final String name, final int length) throws IOException {
        final Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, new byte[length]);
    }

    private static List<String> names(final Path directory) {
        return FileTree.read(3, directory).files().stream().map(FileTree.Entry::name).toList();
    }

    private Capture prepare(final String stream, final Path directory) {
        return files.prepare(3, List.of(input(stream, directory)));
    }

    private void assertRefused(final String message) {
        assertEquals("image of rank 3: " + message,
            assertThrows(CaptureException.class, () -> prepare(null, root)).getMessage());
    }

    private static CaptureInput input(final String stream, final Path file) {
        return new CaptureInput(stream, file.toString());
    }
}
