package org.rankferry.engine.observe;

import java.io.PrintStream;
import java.util.Locale;

import org.rankferry.engine.api.RankProgress;

/** One line per second for logs and pipes, with the total, the states, and the rank that is furthest back. */
final class ProgressLine implements ProgressStyle {
    private final PrintStream out;

    ProgressLine(final PrintStream out) {
        this.out = out;
    }

    @Override
    public void show(final ProgressFrame frame) {
        final ProgressFrame.Row total = frame.total();
        final RankProgress progress = total.progress();
        final StringBuilder line = new StringBuilder();
        line.append(Units.seconds(frame.elapsedSeconds())).append("  ").append(Units.bytes(progress.bytes()));
        if (progress.expectedBytes() > 0) {
            line.append(" of ").append(Units.bytes(progress.expectedBytes()))
                .append(" (").append(percent(total)).append(')');
        }
        line.append("  ").append(Units.rate(total.bytesPerSecond()));
        if (!frame.finished() && total.etaSeconds() >= 0) {
            line.append("  ETA ").append(Units.seconds(total.etaSeconds()));
        }
        if (!frame.rows().isEmpty()) {
            line.append("  ranks: ").append(frame.states());
        }
        frame.slowest().ifPresent(
            row -> line.append("  slowest: ").append(row.name()).append(' ').append(percent(row)));
        out.println(line);
        out.flush();
    }

    @Override
    public void note(final String line) {
        out.println(line);
        out.flush();
    }

    private static String percent(final ProgressFrame.Row row) {
        return String.format(Locale.ROOT, "%.0f %%", Math.floor(row.fraction() * 100));
    }
}
