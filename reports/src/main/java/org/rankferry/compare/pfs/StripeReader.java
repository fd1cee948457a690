package org.rankferry.compare.pfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import org.rankferry.compare.host.ProgramRun;
import org.rankferry.compare.host.Tool;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.nativeio.ExtendedAttribute;

/** Asks file systems how they stripe, each in its own way; one that has no such way, or no tool here, tells nothing. */
final class StripeReader {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final String GLUSTER_PATH = "trusted.glusterfs.pathinfo";

    private StripeReader() {
    }

    /** Of a type as {@link FileSystemFacts} has it. */
    static Striping read(final String type, final Path directory) {
        try {
            return switch (type) {
                case "fuse.glusterfs" ->
                    StripeText.ofGluster(ExtendedAttribute.read(directory, GLUSTER_PATH).orElse(""));
                case "fuse.mfs" -> new Striping(
                    Striping.UNKNOWN.servers(), OptionalLong.of(MooseConfiguration.CHUNK_BYTES),
                    StripeText.goalOfMoose(output("mfsgetgoal", directory.toString())));
                case "pvfs2", "fuse.pvfs2fuse" -> ofNewFile(directory);
                case "lustre" -> StripeText.ofLustre(output("lfs", "getstripe", "-d", directory.toString()));
                case "beegfs" -> StripeText.ofBeegfs(output("beegfs-ctl", "--getentryinfo", directory.toString()));
                default -> Striping.UNKNOWN;
            };
        } catch (final IOException e) {
            return Striping.UNKNOWN; // only root reads that attribute
        }
    }

    /** OrangeFS tells of files only. */
    private static Striping ofNewFile(final Path directory) throws IOException {
        final Path file = Files.createTempFile(directory, ".rankferry-", ".stripes");
        try {
            return StripeText.ofOrange(output("pvfs2-viewdist", "-f", file.toString()));
        } finally {
            Files.delete(file);
        }
    }

    /** Nothing where the tool is missing or fails. */
    private static String output(final String tool, final String... arguments) {
        final Optional<Path> path = new Tool(tool, tool).find();
        if (path.isEmpty()) {
            return "";
        }
        final List<String> command = new ArrayList<>(List.of(path.get().toString()));
        command.addAll(List.of(arguments));
        try {
            final ProgramRun run = ProgramRun.of(PATIENCE, command);
            return run.code() == 0 ? run.output() : "";
        } catch (final TransferException e) {
            return ""; // it hangs
        }
    }
}
