package org.rankferry.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

import org.agrona.CloseHelper;
import org.agrona.IoUtil;
import org.rankferry.compare.files.CopyKind;
import org.rankferry.compare.files.CopyTool;
import org.rankferry.compare.files.SameFiles;
import org.rankferry.engine.api.TransferException;

/** Copies the dump of a node to the disk of another, as an operator would. Used by one thread. */
final class NodeCopies implements AutoCloseable {
    private static final String PREFIX = "copy-";

    private final Path work;
    private final Map<CopyKind, CopyTool> tools = new EnumMap<>(CopyKind.class);

    /**
     * None yet.
     *
     * @param work directory on the same disk as the dumps.
     */
    NodeCopies(final Path work) {
        this.work = work;
    }

    /** What is not installed for a strategy, with the remedy; empty when all is. */
    static Optional<String> findObstacle(final Strategy strategy) {
        return kind(strategy).findObstacle();
    }

    /**
     * Copies, and puts the copy in the place of the original: what starts from there starts from the copy.
     *
     * @param strategy whose tool is taken.
     * @param dump     directory of the node.
     * @return seconds of the copying, until the copy is on the disk.
     * @throws TransferException when it fails, or the copy is another than the original.
     */
    double copy(final Strategy strategy, final Path dump) {
        final Path copy = work.resolve(PREFIX + dump.getFileName());
        final double seconds = tools.computeIfAbsent(kind(strategy), kind -> kind.open(work)).copy(dump, copy);
        SameFiles.findDifference(dump, copy).ifPresent(difference -> {
            throw new TransferException(strategy.word() + ": " + difference);
        });
        IoUtil.delete(dump.toFile(), false);
        try {
            Files.move(copy, dump);
        } catch (final IOException e) {
            throw new TransferException(copy + " can't be moved to " + dump + ": " + e.getMessage(), e);
        }
        return seconds;
    }

    @Override
    public void close() {
        CloseHelper.closeAll(tools.values());
    }

    private static CopyKind kind(final Strategy strategy) {
        return CopyKind.ofWord(strategy.word().substring(PREFIX.length()));
    }
}
