package org.rankferry.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.rankferry.engine.api.TransferException;

/**
 * Reads what a bandwidth test of perftest prints. Its "MB" are 2^20 bytes, whatever they are called:
 *
 * <pre>
 *   #bytes     #iterations    BW peak[MB/sec]    BW average[MB/sec]   MsgRate[Mpps]
 *   1048576    96               0.00               31.96              0.000032
 * </pre>
 */
final class PerftestOutput {
    private static final Pattern UNIT = Pattern.compile("BW average\\[([A-Za-z]+)/sec]");
    /** Bytes, iterations, peak, average. What follows may be glued to the end of the line. */
    private static final Pattern ROW =
        Pattern.compile("^\\s*\\d+\\s+\\d+\\s+\\d+(?:\\.\\d+)?\\s+(\\d+(?:\\.\\d+)?)", Pattern.MULTILINE);
    private static final Pattern NOTHING_SAID = Pattern.compile("[-*\\s]*");
    /** What timeout, which runs it, says then. */
    private static final Pattern NOT_INSTALLED = Pattern.compile("^timeout: .*ib_\\w+_bw.*: ", Pattern.MULTILINE);
    private static final double MIB_PER_GIB = 1024;
    private static final double BITS_PER_GBIT = 1e9;
    private static final double BITS_PER_GIB = 8.0 * (1L << 30);

    private PerftestOutput() {
    }

    /**
     * The average of the last row.
     *
     * @param output of the client.
     * @throws TransferException when there is none, or it is in a unit that is not known.
     */
    static double gibPerSecond(final String output) {
        final Matcher unit = UNIT.matcher(output);
        if (!unit.find()) {
            throw new TransferException("perftest printed no average: " + fault(output));
        }
        final Matcher row = ROW.matcher(output).region(unit.end(), output.length());
        double average = 0;
        while (row.find()) {
            average = Double.parseDouble(row.group(1));
        }
        if (average <= 0) {
            throw new TransferException("perftest measured nothing: " + fault(output));
        }
        return switch (unit.group(1)) {
            case "MB", "MiB" -> average / MIB_PER_GIB;
            case "Gb" -> average * BITS_PER_GBIT / BITS_PER_GIB;
            default -> throw new TransferException("perftest measured in unknown " + unit.group(1) + "/sec");
        };
    }

    /** The last line that says something, or what to do where it is not installed. */
    static String fault(final String output) {
        if (NOT_INSTALLED.matcher(output).find()) {
            return "it is not installed; run: apt-get install perftest";
        }
        return output.lines().filter(line -> !NOTHING_SAID.matcher(line).matches()).map(String::strip)
            .reduce((first, second) -> second).orElse("it said nothing");
    }
}
