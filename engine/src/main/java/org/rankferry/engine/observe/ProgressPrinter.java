package org.rankferry.engine.observe;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

import org.agrona.collections.Int2ObjectHashMap;
import org.rankferry.engine.api.RankProgress;
import org.rankferry.engine.nativeio.TerminalSize;

/**
 * Shows how far a transfer is: total, and per rank, with rate and time left. Call {@link #update} as often as is
 * convenient with what the agents count; it prints when the mode's interval has passed (a tenth of a second on a
 * terminal, else a second). {@link #finish} prints the last state with the rates of the whole time.
 *
 * <p>For one thread, which is not an agent's: printing may block.
 */
public final class ProgressPrinter {
    private static final double NS_PER_S = 1e9;

    private final PrintStream out;
    private final ProgressStyle style;
    private final LongSupplier clockNs;
    private final long startNs;
    private final RateWindow totalRate;
    private final Int2ObjectHashMap<RateWindow> rankRates = new Int2ObjectHashMap<>();
    private long dueNs;

    /**
     * Progress to a stream; the transfer's time starts now.
     *
     * @param mode    {@link ProgressMode#AUTO} counts as lines: resolve it first
     * @param out     where to
     * @param clockNs nanoseconds that never fall, for example {@code System::nanoTime}
     * @param size    of the terminal; the other modes do not look
     */
    public ProgressPrinter(
        final ProgressMode mode, final PrintStream out, final LongSupplier clockNs, final TerminalSize size) {
        this.out = out;
        this.clockNs = clockNs;
        this.style = switch (mode) {
            case TERMINAL -> new ProgressBlock(out, size);
            case LINES, AUTO -> new ProgressLine(out);
            case JSON -> new ProgressJson(out);
            case NONE -> null;
        };
        startNs = clockNs.getAsLong();
        totalRate = new RateWindow(startNs, 0);
        dueNs = style == null ? Long.MAX_VALUE : startNs + style.intervalNs();
    }

    /** Progress to standard error, in the mode and size that it allows. */
    public static ProgressPrinter onStandardError(final ProgressMode mode) {
        final int standardError = 2;
        final ProgressMode resolved = mode.resolve(standardError);
        final TerminalSize size =
            resolved == ProgressMode.TERMINAL ? TerminalSize.of(standardError) : TerminalSize.DEFAULT;
        return new ProgressPrinter(resolved, System.err, System::nanoTime, size);
    }

    /** As {@link #update(List, long)}; the total is known as soon as every rank's is. */
    public boolean update(final List<RankProgress> ranks) {
        return update(ranks, 0);
    }

    /**
     * Prints if it is time.
     *
     * @param ranks              in the order to show
     * @param expectedTotalBytes of all ranks, also those that have not appeared; 0 to take the ranks' sum
     * @return whether it was printed
     */
    public boolean update(final List<RankProgress> ranks, final long expectedTotalBytes) {
        if (style == null) {
            return false;
        }
        final long now = clockNs.getAsLong();
        final List<ProgressFrame.Row> rows = new ArrayList<>(ranks.size());
        for (final RankProgress rank : ranks) {
            rows.add(new ProgressFrame.Row("rank " + rank.rank(), rank, rateOf(rank, now)));
        }
        final RankProgress total = total(ranks, expectedTotalBytes);
        totalRate.sample(now, total.bytes());
        if (now - dueNs < 0) {
            return false;
        }
        dueNs += style.intervalNs();
        if (now - dueNs >= 0) {
            dueNs = now + style.intervalNs(); // ticks that were missed are not made up for
        }
        final ProgressFrame.Row totalRow = new ProgressFrame.Row("total", total, totalRate.perSecond());
        style.show(new ProgressFrame((now - startNs) / NS_PER_S, false, rows, totalRow));
        return true;
    }

    /** Prints a line of its own, above a block that is repainted. */
    public void note(final String line) {
        if (style == null) {
            out.println(line);
            out.flush();
        } else {
            style.note(line);
        }
    }

    /** Prints the end, whether it is time or not. */
    public void finish(final List<RankProgress> ranks) {
        finish(ranks, (clockNs.getAsLong() - startNs) / NS_PER_S);
    }

    /** As {@link #finish(List)}, with the seconds the transfer took, which whoever made it knows better. */
    public void finish(final List<RankProgress> ranks, final double elapsed) {
        if (style == null) {
            return;
        }
        final List<ProgressFrame.Row> rows = new ArrayList<>(ranks.size());
        for (final RankProgress rank : ranks) {
            rows.add(new ProgressFrame.Row("rank " + rank.rank(), rank, average(rank, elapsed)));
        }
        final RankProgress total = total(ranks, 0);
        final ProgressFrame.Row totalRow = new ProgressFrame.Row("total", total, average(total, elapsed));
        style.show(new ProgressFrame(elapsed, true, rows, totalRow));
    }

    private double rateOf(final RankProgress rank, final long now) {
        RateWindow window = rankRates.get(rank.rank());
        if (window == null) {
            window = new RateWindow(now, rank.bytes());
            rankRates.put(rank.rank(), window);
        }
        window.sample(now, rank.bytes());
        return window.perSecond();
    }

    private static RankProgress total(final List<RankProgress> ranks, final long expectedTotalBytes) {
        final RankProgress sum = ProgressFrame.sum("", ranks);
        return expectedTotalBytes == 0
            ? sum
            : new RankProgress(sum.rank(), sum.bytes(), expectedTotalBytes, sum.state());
    }

    private static double average(final RankProgress progress, final double elapsed) {
        return elapsed > 0 ? progress.bytes() / elapsed : 0;
    }
}
