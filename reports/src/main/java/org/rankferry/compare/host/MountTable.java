package org.rankferry.compare.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import org.rankferry.engine.api.TransferException;

/**
 * What is mounted where, as this process sees it: {@code /proc/self/mountinfo}. To read it asks no file system
 * anything, so it works however dead a mount is.
 *
 * <pre>
 *   36 35 98:0 /sub /mnt/a\040b rw,noatime master:1 - ext3 /dev/root rw,errors=continue
 *                   ^ point     ^ options  0 or more ^ type ^ source ^ options of the file system
 * </pre>
 *
 * @param mounts in the order of mounting.
 */
public record MountTable(List<Mount> mounts) {
    private static final Path FILE = Path.of("/proc/self/mountinfo");
    private static final int POINT = 4;
    private static final int OPTIONS = 5;
    private static final int FIRST_OPTIONAL = 6;
    private static final int OCTAL_DIGITS = 3;

    /**
     * One line of it.
     *
     * @param point    where it is mounted.
     * @param type     of the file system, for example {@code fuse.glusterfs}.
     * @param source   what is mounted: a device, a server, or any word.
     * @param readOnly whether the mount or its file system is.
     */
    public record Mount(Path point, String type, String source, boolean readOnly) {
    }

    /** As it is now. */
    public static MountTable read() {
        try {
            return parse(Files.readAllLines(FILE, StandardCharsets.ISO_8859_1));
        } catch (final IOException e) {
            throw new TransferException(FILE + " can't be read: " + e.getMessage() + "; mount /proc", e);
        }
    }

    static MountTable parse(final List<String> lines) {
        final List<Mount> mounts = new ArrayList<>();
        for (final String line : lines) {
            final List<String> words = Arrays.asList(line.split(" ", -1));
            final int separator = FIRST_OPTIONAL + words.subList(FIRST_OPTIONAL, words.size()).indexOf("-");
            mounts.add(new Mount(
                Path.of(unescaped(words.get(POINT))), unescaped(words.get(separator + 1)),
                unescaped(words.get(separator + 2)),
                isReadOnly(words.get(OPTIONS)) || isReadOnly(words.get(separator + OCTAL_DIGITS))));
        }
        return new MountTable(mounts);
    }

    /**
     * The mount that a path is in.
     *
     * @param path absolute, without symbolic links.
     */
    public Mount holding(final Path path) {
        // Of several at one point the last one hides the others.
        return mounts.reversed().stream()
            .filter(mount -> path.startsWith(mount.point()))
            .max(Comparator.comparingInt(mount -> mount.point().getNameCount()))
            .orElseThrow(() -> new TransferException(path + " is in no mount that " + FILE + " lists"));
    }

    /** Whether something is mounted right there. */
    public boolean has(final Path point) {
        return mounts.stream().anyMatch(mount -> mount.point().equals(point));
    }

    /** What is mounted at or beneath a path, innermost and last first. */
    public List<Path> beneath(final Path path) {
        return mounts.reversed().stream().map(Mount::point).filter(point -> point.startsWith(path))
            .sorted(Comparator.comparingInt(Path::getNameCount).reversed()).toList();
    }

    private static boolean isReadOnly(final String options) {
        return Arrays.asList(options.split(",", -1)).contains("ro");
    }

    /** The kernel writes blanks, backslashes and some more as a backslash and three octal digits; the rest is UTF-8. */
    private static String unescaped(final String word) {
        final byte[] bytes = word.getBytes(StandardCharsets.ISO_8859_1);
        final byte[] plain = new byte[bytes.length];
        int n = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\\' && i + OCTAL_DIGITS < bytes.length) {
                plain[n++] = (byte) Integer.parseInt(word.substring(i + 1, i + 1 + OCTAL_DIGITS), 8);
                i += OCTAL_DIGITS;
            } else {
                plain[n++] = bytes[i];
            }
        }
        return new String(plain, 0, n, StandardCharsets.UTF_8);
    }
}
