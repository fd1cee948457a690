package org.rankferry.checkpointer.inspect;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * Recognises the files of CRIU: two marks of four bytes, little endian, the second of which is the kind; only the
 * inventory may lack the first. Pages have no mark.
 */
final class CriuImage {
    private static final int COMMON = 0x54564319;
    private static final int SERVICE = 0x55105940;
    private static final int INVENTORY = 0x58313116;
    private static final String RAW_PAGES = "pages-\\d+\\.img";

    private static final Map<Integer, String> KINDS = Map.ofEntries(
        Map.entry(INVENTORY, "inventory"), Map.entry(0x50273030, "process tree"), Map.entry(0x56213732, "descriptors"),
        Map.entry(0x56084025, "page map"), Map.entry(0x55053847, "core"), Map.entry(0x54432030, "ids"),
        Map.entry(0x57492820, "memory"), Map.entry(0x56303138, "files"), Map.entry(0x50363636, "regular files"),
        Map.entry(0x51403912, "file system"), Map.entry(0x64413049, "seccomp"), Map.entry(0x59383330, "cgroup"),
        Map.entry(0x56513555, "pipes"), Map.entry(0x56453709, "data in pipes"), Map.entry(0x54023547, "credentials"),
        Map.entry(0x51465506, "TCP connection"), Map.entry(0x59453036, "terminal"), Map.entry(0x57093306, "statistics"),
        Map.entry(0x61404013, "processor"), Map.entry(0x55563928, "mounts"), Map.entry(0x52583605, "unlinked file"));

    private CriuImage() {
    }

    /** What a file is that begins so, null when it is none of CRIU's. */
    static String kind(final String name, final byte[] begin) {
        final ByteBuffer marks = ByteBuffer.wrap(begin).order(ByteOrder.LITTLE_ENDIAN);
        if (begin.length >= 2 * Integer.BYTES) {
            final int first = marks.getInt(0);
            final int second = marks.getInt(Integer.BYTES);
            if (first == COMMON || first == SERVICE) {
                return KINDS.getOrDefault(second, "kind 0x" + Integer.toHexString(second));
            }
            if (first == INVENTORY) {
                return KINDS.get(first);
            }
        }
        return name.matches(RAW_PAGES) ? "pages" : null;
    }
}
