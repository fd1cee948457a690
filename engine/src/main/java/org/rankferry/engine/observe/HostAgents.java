package org.rankferry.engine.observe;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The agents of this user on this host, found by the counters files in their run directories. */
public final class HostAgents {
    private HostAgents() {
    }

    /**
     * One agent, or what is left of it.
     *
     * @param directory of the agent.
     * @param snapshot  of its counters, null when they can't be read.
     * @param fault     why not, or null.
     */
    public record Found(Path directory, CountersSnapshot snapshot, String fault) {
    }

    /**
     * Looks at all agents. One that ends meanwhile is left out.
     *
     * @param runDirectory that holds theirs; one that does not exist has none.
     * @return by name.
     * @throws IOException when the run directory can't be read.
     */
    public static List<Found> read(final Path runDirectory) throws IOException {
        final List<Found> result = new ArrayList<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(runDirectory, Files::isDirectory)) {
            for (final Path directory : directories) {
                final Path file = directory.resolve(CountersFile.FILE_NAME);
                if (Files.exists(file)) {
                    final Found found = found(directory, file);
                    if (Files.exists(file)) {
                        result.add(found);
                    }
                }
            }
        } catch (final NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
        result.sort(Comparator.comparing(Found::directory));
        return result;
    }

    private static Found found(final Path directory, final Path file) {
        try {
            return new Found(directory, CountersSnapshot.read(file), null);
        } catch (final IOException e) {
            return new Found(directory, null, e.getMessage());
        }
    }
}
