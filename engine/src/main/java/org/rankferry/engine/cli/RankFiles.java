package org.rankferry.engine.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.rankferry.engine.checkpoint.Capture;
import org.rankferry.engine.checkpoint.CaptureInput;
import org.rankferry.engine.checkpoint.Checkpointer;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code --rank R --stream S FILE}: one stream of one rank's image from a file, or all below a directory. */
final class RankFiles {
    @Option(
        names = "--rank", required = true, paramLabel = "R",
        description = "Rank whose image FILE is (a stream of). Repeat --rank, --stream and FILE for more.")
    private int rank;

    @Option(
        names = "--stream", paramLabel = "S",
        description = "Name of the stream (default: the file's name). With a directory, what its files'"
            + " names begin with (default: nothing).")
    private String stream;

    @Parameters(
        index = "0..*", arity = "1", paramLabel = "FILE",
        description = "File to send; - is standard input. Of a directory every file below it becomes a stream with"
            + " its path there as name; links must lead to files in it.")
    private String file;

    /** The images that a command line names, one capture for each rank. */
    static List<Capture> captures(final List<RankFiles> all, final Checkpointer checkpointer) {
        final Map<Integer, List<CaptureInput>> byRank = new TreeMap<>();
        for (final RankFiles one : all) {
            if (one.rank < 0) {
                throw new IllegalArgumentException("--rank is " + one.rank + "; give 0 or more");
            }
            byRank.computeIfAbsent(one.rank, rank -> new ArrayList<>()).add(new CaptureInput(one.stream, one.file));
        }
        if (all.stream().filter(one -> one.file.equals("-")).count() > 1) {
            throw new IllegalArgumentException("standard input is given twice; it can be one stream only");
        }
        final List<Capture> captures = new ArrayList<>(byRank.size());
        byRank.forEach((rank, inputs) -> captures.add(checkpointer.prepare(rank, inputs)));
        return captures;
    }
}
