package org.rankferry.engine.demo;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

import org.agrona.IoUtil;
import org.rankferry.bufferpool.PoolException;
import org.rankferry.bufferpool.directory.OwnedDirectory;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.store.ImageStores;

/**
 * What demos leave: their image sets, {@code demo-<pid>} beside the run directory, or in the temporary directory for
 * the file store; and, when agents of theirs were killed, the agents' directories. The next demo removes all that
 * belongs to a demo that has ended.
 */
final class DemoLeftovers {
    private static final String PREFIX = "demo-";
    private static final String SOURCE = "source-";
    private static final String TARGET = "target-";

    private DemoLeftovers() {
    }

    /** Name of this process's job, target and set. */
    static String ownName() {
        return PREFIX + ProcessHandle.current().pid();
    }

    /** For the set of this process. */
    static Path ownSet(final boolean inMemory) {
        return parent(inMemory).resolve(ownName());
    }

    /** Removes what demos that have ended left. */
    static void remove() {
        removeAgents(OwnedDirectory.defaultRunDirectoryPath());
        removeSets(parent(true));
        removeSets(parent(false));
    }

    private static void removeSets(final Path parent) {
        try (DirectoryStream<Path> sets = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (final Path set : sets) {
                if (hasEnded(set.getFileName().toString())) {
                    IoUtil.delete(set.toFile(), false);
                }
            }
        } catch (final NoSuchFileException | NotDirectoryException e) {
            return; // no demo was here
        } catch (final IOException | IllegalStateException e) {
            throw new TransferException(
                "the image set of an earlier demo in " + parent + " can't be removed: " + e.getMessage(), e);
        }
    }

    /** To own the directory of an agent that is gone removes what it left, the pool included; so does closing it. */
    private static void removeAgents(final Path runDirectory) {
        try (DirectoryStream<Path> agents = Files.newDirectoryStream(runDirectory, "{source,target}-" + PREFIX + "*")) {
            for (final Path agent : agents) {
                final String directory = agent.getFileName().toString();
                final boolean source = directory.startsWith(SOURCE);
                final String name = directory.substring((source ? SOURCE : TARGET).length());
                if (hasEnded(name)) {
                    (source ? OwnedDirectory.forSource(runDirectory, name)
                        : OwnedDirectory.forTarget(runDirectory, name)).close();
                }
            }
        } catch (final NoSuchFileException e) {
            return; // nothing has run here
        } catch (final PoolException e) {
            return; // its agents outlive the demo, and have their deadlines
        } catch (final IOException e) {
            throw new TransferException("run directory " + runDirectory + " can't be listed: " + e.getMessage(), e);
        }
    }

    private static boolean hasEnded(final String name) {
        try {
            return ProcessHandle.of(Long.parseLong(name.substring(PREFIX.length()))).isEmpty();
        } catch (final NumberFormatException e) {
            return false; // not ours
        }
    }

    private static Path parent(final boolean inMemory) {
        return inMemory ? ImageStores.defaultDirectory()
            : Path.of(System.getProperty("java.io.tmpdir"))
                .resolve(OwnedDirectory.defaultRunDirectoryPath().getFileName() + "-images");
    }
}
