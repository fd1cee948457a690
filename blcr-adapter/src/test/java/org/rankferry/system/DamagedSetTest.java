package org.rankferry.system;

import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** A committed set that is changed later: {@code rankferry verify} says what is wrong and where. */
@Tag("slow")
@Tag(Wire.NONE)
class DamagedSetTest {
    private static final int BYTES = 300_000;
    private static final String IMAGE = "rank-1/ctx.1";

    @RegisterExtension
    private final Node node = new Node();

    /** Something that happens to a set. */
    private interface Damage {
        void to(Path set) throws Exception;
    }

    @Test
    void everyDamageIsNamed() throws Exception {
        final Path set = commit();
        verify(set).awaitExit(0);

        assertNamed(set, copy -> flip(copy.resolve(IMAGE), 123_456), "crc32c ", IMAGE);
        assertNamed(set, copy -> cut(copy.resolve(IMAGE), BYTES - 1), "299999", "300000");
        assertNamed(set, copy -> Files.write(copy.resolve(IMAGE), new byte[BYTES + 1]), "300001", "300000");
        assertNamed(set, copy -> Files.delete(copy.resolve(IMAGE)), "missing");
        assertNamed(set, copy -> flip(manifest(copy), 40), "manifest.json");
        assertNamed(set, copy -> cut(manifest(copy), 100), "manifest.json");
        assertNamed(set, copy -> cut(manifest(copy), 0), "manifest.json");
        assertNamed(set, copy -> Files.delete(manifest(copy)), "holds no image set: it has no manifest.json");
        assertNamed(set, copy -> replace(manifest(copy), "\"epoch\"", "\"epock\""), "manifest.json");
        assertNamed(set, copy -> replace(manifest(copy), "ctx.1", "../x1"), "manifest.json");
    }

    @Test
    void whatIsNoSetIsNamed() throws Exception {
        verify(node.root().resolve("none")).awaitFault(1, "none", "manifest.json");
        verify(node.secret()).awaitFault(1, node.secret().toString());
    }

    private Path commit() throws Exception {
        final ChildProcess target = node.receive("--store", "file");
        final List<String> words = new ArrayList<>();
        for (int rank = 0; rank < 2; rank++) {
            final byte[] bytes = new byte[BYTES];
            for (int i = 0; i < BYTES; i++) {
                bytes[i] = (byte) (i * 31 + (i >> 8) + rank);
            }
            final Path file = Files.write(node.root().resolve("ctx." + rank), bytes);
            words.addAll(List.of("--rank", Integer.toString(rank), file.toString()));
        }
        node.send(target, words.toArray(String[]::new)).awaitExit(0);
        target.awaitExit(0);
        return node.images("default");
    }

    /** Damages a copy, and checks that verify's output and its one line name the set, and these. */
    private void assertNamed(final Path set, final Damage damage, final String... texts) throws Exception {
        final Path copy = node.root().resolve("copy");
        copyTo(copy, set);
        damage.to(copy);
        final ChildProcess verify = verify(copy);
        verify.awaitFault(1, copy.toString(), "is not what was committed");
        for (final String text : texts) {
            assertTrue(verify.out().stream().anyMatch(line -> line.contains(text)),
                () -> "'" + text + "' is missing at " + verify);
        }
        Leftovers.remove(copy);
    }

    private ChildProcess verify(final Path set) throws Exception {
        return node.rankferry(List.of("verify", set.toString()));
    }

    private static void copyTo(final Path copy, final Path set) throws Exception {
        try (var files = Files.walk(set)) {
            for (final Path file : files.toList()) {
                Files.copy(file, copy.resolve(set.relativize(file)));
            }
        }
    }

    private static Path manifest(final Path set) {
        return set.resolve("manifest.json");
    }

    private static void flip(final Path file, final long offset) throws Exception {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(offset);
            final int value = open.read();
            open.seek(offset);
            open.write(value ^ 1);
        }
    }

    private static void cut(final Path file, final long length) throws Exception {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength(length);
        }
    }

    private static void replace(final Path file, final String from, final String to) throws Exception {
        final String text = Files.readString(file, StandardCharsets.UTF_8);
        assertTrue(text.contains(from), text);
        Files.writeString(file, text.replace(from, to));
    }
}
