package org.rankferry.engine.observe;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.rankferry.engine.nativeio.TerminalSize;

/**
 * A block of lines on a terminal, a line per rank and one for the total, painted over itself. More ranks than fit (or
 * than 20) are folded into a line per state and one for the rank that is furthest back.
 */
final class ProgressBlock implements ProgressStyle {
    static final int MAX_RANK_LINES = 20;

    private static final long REPAINT_NS = 100_000_000L;
    private static final int MAX_BAR = 20;
    private static final int MIN_BAR = 5;
    /** All columns but the bar; the last holds a state, or "of 1023.9 MiB". */
    private static final int TEXT_WIDTH = 10 + 5 + 2 + 10 + 2 + 12 + 2 + 12 + 2 + 13;
    /** The total, and the line that the cursor stands on afterwards. */
    private static final int OTHER_LINES = 2;
    private static final String ESCAPE = "\033[";
    private static final String ERASE_TO_END_OF_LINE = ESCAPE + "K";
    private static final String ERASE_BELOW = ESCAPE + "J";

    private final PrintStream out;
    private final TerminalSize size;
    private int painted;

    ProgressBlock(final PrintStream out, final TerminalSize size) {
        this.out = out;
        this.size = size;
    }

    @Override
    public long intervalNs() {
        return REPAINT_NS;
    }

    @Override
    public void show(final ProgressFrame frame) {
        final List<String> lines = lines(frame);
        final StringBuilder block = new StringBuilder();
        if (painted > 0) {
            block.append(ESCAPE).append(painted).append('A');
        }
        for (final String line : lines) {
            block.append('\r').append(line).append(ERASE_TO_END_OF_LINE).append('\n');
        }
        if (lines.size() < painted) {
            block.append(ERASE_BELOW);
        }
        painted = lines.size();
        // One write, so that the terminal never shows half a block.
        out.print(block);
        out.flush();
    }

    @Override
    public void note(final String line) {
        // The block above stays as it was; the next one begins below the line.
        painted = 0;
        out.print('\r' + line + ERASE_TO_END_OF_LINE + '\n');
        out.flush();
    }

    private List<String> lines(final ProgressFrame frame) {
        final List<ProgressFrame.Row> rows = new ArrayList<>();
        if (frame.rows().size() <= Math.min(MAX_RANK_LINES, size.rows() - OTHER_LINES)) {
            rows.addAll(frame.rows());
        } else {
            rows.addAll(frame.byState());
            frame.slowest().ifPresent(rows::add);
        }
        final List<String> lines = new ArrayList<>(rows.size() + 1);
        for (final ProgressFrame.Row row : rows) {
            lines.add(line(row, eta(row), row.progress().state()));
        }
        final long expected = frame.total().progress().expectedBytes();
        lines.add(line(
            frame.total(),
            frame.finished() ? "in " + Units.seconds(frame.elapsedSeconds()) : eta(frame.total()),
            expected == 0 ? "" : "of " + Units.bytes(expected)));
        return lines;
    }

    private String line(final ProgressFrame.Row row, final String time, final String tail) {
        final double fraction = row.fraction();
        final String percent = fraction < 0 ? "" : String.format(Locale.ROOT, "%.0f %%", Math.floor(fraction * 100));
        // The last column stays empty: some terminals wrap when it is written, and the repaint would miscount.
        final int room = size.columns() - 1 - TEXT_WIDTH - "[] ".length();
        final String line = String.format(
            Locale.ROOT,
            "%-10s%s%5s  %10s  %12s  %-12s  %s",
            row.name(),
            room < MIN_BAR ? "" : bar(fraction, Math.min(room, MAX_BAR)),
            percent,
            Units.bytes(row.progress().bytes()),
            Units.rate(row.bytesPerSecond()),
            time,
            tail);
        return line.substring(0, Math.min(line.length(), Math.max(1, size.columns() - 1))).stripTrailing();
    }

    private static String bar(final double fraction, final int width) {
        if (fraction < 0) {
            return " ".repeat(width + "[] ".length());
        }
        final int filled = (int) (fraction * width);
        return "[" + "#".repeat(filled) + ".".repeat(width - filled) + "] ";
    }

    private static String eta(final ProgressFrame.Row row) {
        final double eta = row.etaSeconds();
        return eta < 0 ? "ETA -" : "ETA " + Units.seconds(eta);
    }
}
