package org.rankferry.protocol.image;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ManifestJsonProperties {
    private static final MachineIdentity MACHINE = new MachineIdentity("x86_64", "6.1.0-18-amd64", "glibc 2.36");

    @Property(tries = 200)
    void comesBackAsItWent(@ForAll long seed) {
        final Manifest manifest = manifest(new Random(seed));
        assertEquals(manifest, ManifestJson.fromJson(ManifestJson.toJson(manifest)));
    }

    @Property(tries = 15)
    void everyChangedByteIsFound(@ForAll long seed) {
        final Random random = new Random(seed);
        final byte[] text = ManifestJson.toJson(manifest(random)).getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < text.length; at++) {
            final byte was = text[at];
            text[at] ^= (byte) (1 << random.nextInt(8));
            assertRefused(new String(text, StandardCharsets.UTF_8), "byte " + at + " of seed " + seed);
            text[at] = was;
        }
    }

    @Property(tries = 30)
    void everyCutAndEveryAdditionIsFound(@ForAll long seed) {
        final Random random = new Random(seed);
        final String text = ManifestJson.toJson(manifest(random));
        assertRefused(text.substring(0, random.nextInt(text.length())), "cut, seed " + seed);
        assertRefused(text + " ", "added, seed " + seed);
        assertRefused(text.replace("\n", "\r\n"), "line ends, seed " + seed);
    }

    @Example
    void theTextItself() {
        final Manifest manifest = new Manifest("lu.C.64", 3, 2, 1 << 20, "application 1", MACHINE, true,
            "2026-01-02T03:04:05Z", List.of(new ManifestStream(1, 0, "ctx", 21300000, 0xE3069283)));
        final String text = ManifestJson.toJson(manifest);
        assertEquals("""
            {
              "format" : 1,
              "job" : "lu.C.64",
              "epoch" : 3,
              "ranks" : 2,
              "chunk_bytes" : 1048576,
              "checkpointer" : "application 1",
              "source" : {
                "isa" : "x86_64",
                "kernel" : "6.1.0-18-amd64",
                "libc" : "glibc 2.36"
              },
              "crc_checked" : true,
              "created" : "2026-01-02T03:04:05Z",
              "streams" : [
                {
                  "rank" : 1,
                  "stream" : 0,
                  "name" : "ctx",
                  "length" : 21300000,
                  "crc32c" : "e3069283"
                }
              ],
              "manifest_crc32c" : "e8d824cd"
            }
            """, text);
        final String rest = text.substring(0, text.lastIndexOf(",\n  \"manifest_crc32c\"")) + "\n}\n";
        final String checksum = String.format("%08x", Crc32c.of(rest.getBytes(StandardCharsets.UTF_8)));
        assertEquals(checksum, text.substring(text.length() - 12, text.length() - 4), text);
    }

    @Example
    void faultsNameFieldAndValue() {
        final String text = ManifestJson.toJson(manifest(new Random(5)));
        assertFault("manifest: format is 2, this program reads 1", text.replace("\"format\" : 1", "\"format\" : 2"));
        assertFault("manifest: field \"job\" is missing", text.replace("\"job\"", "\"bob\""));
        assertFault("manifest: epoch is many, expected a whole number from 0 to 9223372036854775807",
            text.replaceFirst("\"epoch\" : \\d+", "\"epoch\" : \"many\""));
        assertFault("manifest: the text is not a JSON object", "[]");
        assertFault("manifest: the text is not a JSON object", "null");
        assertRefused("", "empty");
        final String changed = text.replaceFirst("\"epoch\" : \\d+", "\"epoch\" : 77777");
        assertTrue(assertThrows(ManifestFault.class, () -> ManifestJson.fromJson(changed)).getMessage()
            .endsWith("it was changed after it was written"));
    }

    @Example
    void duplicatesAreRefused() {
        final ManifestStream stream = new ManifestStream(1, 2, "a", 0, 0);
        assertEquals("rank 1 stream 2 is listed twice", fault(stream, new ManifestStream(1, 2, "b", 0, 0)));
        assertEquals("rank 1 stream 3: name is a, which is another stream's of the rank",
            fault(stream, new ManifestStream(1, 3, "a", 0, 0)));
        assertEquals("rank 1 stream 3: name is a/b, but a is a stream of the rank and no directory",
            fault(stream, new ManifestStream(1, 3, "a/b", 0, 0)));
        assertEquals("ranks is 1, but streams of 2 ranks are listed",
            fault(stream, new ManifestStream(2, 2, "a", 0, 0)));
    }

    @Example
    void machines() {
        assertEquals(MACHINE, MachineIdentity.parse(MACHINE.toString()));
        assertEquals("machine \"x\" has 1 parts, expected \"isa; kernel; libc\"",
            assertThrows(IllegalArgumentException.class, () -> MachineIdentity.parse("x")).getMessage());
        assertThrows(IllegalArgumentException.class, () -> new MachineIdentity("a;b", "k", "c"));
        assertThrows(IllegalArgumentException.class, () -> new MachineIdentity("", "k", "c"));
    }

    private static String fault(ManifestStream... streams) {
        return assertThrows(IllegalArgumentException.class, () -> new Manifest("j", 1, 1, 4096, "c", MACHINE, true,
            "2026-01-02T03:04:05Z", List.of(streams))).getMessage();
    }

    private static void assertFault(String message, String text) {
        assertEquals(message, assertThrows(ManifestFault.class, () -> ManifestJson.fromJson(text)).getMessage());
    }

    private static void assertRefused(String text, String what) {
        final ManifestFault fault = assertThrows(ManifestFault.class, () -> ManifestJson.fromJson(text), what);
        assertFalse(fault.getMessage().contains("\n"), fault.getMessage());
    }

    private static Manifest manifest(Random random) {
        final int ranks = 1 + random.nextInt(5);
        final List<ManifestStream> streams = new ArrayList<>();
        for (int rank = 0; rank < ranks; rank++) {
            for (int stream = random.nextInt(4); stream > 0; stream--) {
                final String directory = random.nextBoolean() ? "d/" : "";
                streams.add(new ManifestStream(rank * 7, stream,
                    directory + "s-" + stream + "_" + random.nextInt(99) + ".img",
                    random.nextLong() >>> (8 + random.nextInt(50)), random.nextInt()));
            }
        }
        return new Manifest("job-" + random.nextInt(1000), random.nextInt(1000), ranks, 1L << (12 + random.nextInt(14)),
            "application \"quoted\" \\ 1." + random.nextInt(9), MACHINE, random.nextBoolean(),
            Instant.ofEpochMilli(random.nextLong() >>> 22).toString(), streams);
    }
}
