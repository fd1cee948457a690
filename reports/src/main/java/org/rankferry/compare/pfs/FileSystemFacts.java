package org.rankferry.compare.pfs;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

import org.rankferry.compare.host.Deadline;
import org.rankferry.compare.host.MountTable;
import org.rankferry.engine.api.TransferException;

/**
 * What a directory is on. What its file system does not tell is absent, never guessed.
 *
 * @param type       as the kernel calls it: {@code ext4}, {@code fuse.glusterfs}, {@code lustre}; some FUSE programs
 *                   put their name into the source instead, {@code mfs#10.0.0.1:9421}: {@code fuse.mfs} here.
 * @param mount      where it is mounted.
 * @param source     what is mounted: a device, a server and a name, or any word.
 * @param readOnly   whether nothing can be written.
 * @param freeBytes  that this user may still write.
 * @param servers    that data is on; of Lustre, BeeGFS and OrangeFS the storage targets that a new file in the
 *                   directory is spread over.
 * @param stripBytes of a file that lie on one server before the next one's turn; absent too where whole files do.
 * @param copies     of each byte.
 */
public record FileSystemFacts(
    String type, Path mount, String source, boolean readOnly, long freeBytes, OptionalInt servers,
    OptionalLong stripBytes, OptionalInt copies) {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final double GIB = 1L << 30;

    /**
     * Reads those of a directory, and asks the tools of its file system where they are installed.
     *
     * @param directory that exists.
     * @throws TransferException when there is none, or its file system does not answer within seconds.
     */
    public static FileSystemFacts of(final Path directory) {
        return of(directory, null);
    }

    /** Of one whose striping is known; null asks. */
    static FileSystemFacts of(final Path directory, final Striping known) {
        try {
            return Deadline.call("directory " + directory, PATIENCE, () -> read(directory, known));
        } catch (final TransferException e) {
            throw e;
        } catch (final Exception e) {
            throw new TransferException(
                "directory " + directory + " can't be looked at: " + e.getMessage() + "; give another one", e);
        }
    }

    private static FileSystemFacts read(final Path directory, final Striping known) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new TransferException("there is no directory " + directory + "; make it, or give another one");
        }
        final Path real = directory.toRealPath();
        final MountTable.Mount mount = MountTable.read().holding(real);
        final FileStore store = Files.getFileStore(real);
        final Striping striping = known != null ? known : StripeReader.read(typeOf(mount), real);
        return new FileSystemFacts(typeOf(mount), mount.point(), mount.source(), mount.readOnly(),
            store.getUsableSpace(), striping.servers(), striping.stripBytes(), striping.copies());
    }

    /** The same with no more room than that. */
    FileSystemFacts withAtMost(final long bytes) {
        return new FileSystemFacts(
            type, mount, source, readOnly, Math.min(freeBytes, bytes), servers, stripBytes, copies);
    }

    static String typeOf(final MountTable.Mount mount) {
        final int mark = mount.source().indexOf('#');
        return mount.type().equals("fuse") && mark > 0
            ? mount.type() + "." + mount.source().substring(0, mark) : mount.type();
    }

    /** As results of comparisons have it: {@code type}, {@code mount}, and {@code servers}, {@code strip_bytes}. */
    public Map<String, Object> toJson() {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", type);
        json.put("mount", mount.toString());
        servers.ifPresent(n -> json.put("servers", n));
        stripBytes.ifPresent(n -> json.put("strip_bytes", n));
        copies.ifPresent(n -> json.put("copies", n));
        return json;
    }

    /** In a few words, for people. */
    public String words() {
        final StringBuilder text = new StringBuilder(type + " at " + mount);
        servers.ifPresent(n -> text.append(", ").append(n).append(n == 1 ? " server" : " servers"));
        stripBytes.ifPresent(n -> text.append(", strips of ").append(n >> 10).append(" KiB"));
        copies.ifPresent(n -> text.append(", ").append(n).append(n == 1 ? " copy" : " copies"));
        return text.append(String.format(Locale.ROOT, ", %.1f GiB free", freeBytes / GIB)).toString();
    }
}
