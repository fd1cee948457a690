package org.rankferry.report.results;

/**
 * What was run.
 *
 * @param strategy     for example {@code migration}.
 * @param transport    of images.
 * @param preset       of the job.
 * @param nodes        with ranks; 0 where the file does not tell.
 * @param ranksPerNode 0 where the file does not tell.
 * @param rankBytes    of the image of a rank; 0 where the file does not tell.
 * @param chunkBytes   of the pool.
 * @param setting      the rest.
 */
public record Configuration(
    String strategy, String transport, String preset, int nodes, int ranksPerNode, long rankBytes, long chunkBytes,
    Setting setting) {

    /**
     * How it was run.
     *
     * @param poolBytes  of a source.
     * @param readDepth  READs in flight.
     * @param fileSystem type, of strategies that write files.
     * @param version    of the tool.
     * @param machine    {@link Origin.Machine#identity()}.
     */
    public record Setting(long poolBytes, int readDepth, String fileSystem, String version, String machine) {
    }

    /** Whether this moves the ranks of one node while the job waits. */
    public boolean isMigration() {
        return strategy.startsWith("migration");
    }

    /** Whether this writes all ranks to files. */
    public boolean isCheckpoint() {
        return strategy.startsWith("cr-");
    }

    /** Whether this copies files of the ranks of one node. */
    public boolean isCopy() {
        return strategy.startsWith("copy-");
    }

    /** Whether two of these were measured on the same job in the same way, whatever the strategy. */
    public boolean sameJob(final Configuration other) {
        return preset.equals(other.preset) && nodes == other.nodes && ranksPerNode == other.ranksPerNode
            && rankBytes == other.rankBytes && setting.version.equals(other.setting.version)
            && setting.machine.equals(other.setting.machine);
    }
}
