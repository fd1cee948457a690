package org.rankferry.report.figure;

import java.util.List;
import java.util.stream.Stream;

import org.rankferry.report.figure.Mark.Anchor;
import org.rankferry.report.figure.Mark.Dash;

/**
 * Lying bars, in panels that have an axis each.
 *
 * @param keys   of the parts.
 * @param panels from the top.
 */
public record BarChart(List<Key> keys, List<Panel> panels) implements Chart {
    private static final double BAR = 18;
    private static final double ROW = 27;
    private static final double TALL_ROW = 44;
    private static final double HEAD = 24;
    private static final double AXIS = 42;
    private static final double GAP = 8;
    private static final double MOST_LABEL = 300;

    /**
     * Bars that share an axis.
     *
     * @param title    above them.
     * @param axis     what it shows, with the unit.
     * @param clusters from the top.
     */
    public record Panel(String title, String axis, List<Cluster> clusters) {
        Stream<Bar> bars() {
            return clusters.stream().flatMap(cluster -> cluster.bars().stream());
        }
    }

    /**
     * Bars that belong together.
     *
     * @param title above them; may be empty.
     * @param bars  from the top.
     */
    public record Cluster(String title, List<Bar> bars) {
    }

    @Override
    public Drawing draw(final double width) {
        final Drawing drawing = new Drawing(width);
        final double labels = panels.stream().flatMap(Panel::bars)
            .mapToDouble(bar -> TextWidth.of(bar.label(), Drawing.TEXT)).max().orElse(0);
        final double left = width < NARROW || labels > MOST_LABEL ? 0 : labels + GAP;
        double y = Key.legend(drawing, keys, 2);
        for (final Panel panel : panels) {
            y = new Layout(drawing, panel, left).draw(y + GAP);
        }
        drawing.endAt(y);
        return drawing;
    }

    /** A panel on its drawing. */
    private static final class Layout {
        private final Drawing drawing;
        private final Panel panel;
        private final boolean narrow;
        private final double left;
        private final Scale scale;

        Layout(final Drawing drawing, final Panel panel, final double left) {
            this.drawing = drawing;
            this.panel = panel;
            this.narrow = left == 0;
            this.left = left;
            final double values = panel.bars().filter(bar -> !bar.parts().isEmpty())
                .mapToDouble(bar -> TextWidth.of(bar.value(), Drawing.SMALL)).max().orElse(0);
            final double right = drawing.width() - (narrow ? 12 : values + GAP + 4);
            this.scale = Scale.linear(panel.bars().mapToDouble(Bar::end).max().orElse(1), left, right);
        }

        double draw(final double top) {
            double y = top;
            if (!panel.title().isEmpty()) {
                y += HEAD + drawing.title(0, y + 14, panel.title());
            }
            if (panel.bars().allMatch(bar -> bar.parts().isEmpty())) {
                return drawClusters(y);
            }
            final double axis = y + height();
            for (final Scale.Tick tick : scale.ticks(Numbers::plain)) {
                final double x = scale.at(tick.value());
                drawing.line(x, y, x, axis, Ink.GRID, 1);
                drawing.small(x, axis + 15, tick.label(), tick.value() == 0 ? Anchor.START : Anchor.MIDDLE);
            }
            drawClusters(y);
            drawing.line(left, axis, scale.to(), axis, Ink.MUTED, 1);
            return axis + AXIS + drawing.note(left, axis + 31, panel.axis());
        }

        private double height() {
            return panel.clusters().stream().mapToDouble(
                cluster -> (cluster.title().isEmpty() ? 0 : HEAD) + cluster.bars().stream().mapToDouble(this::row).sum()
                    + 4).sum();
        }

        private double row(final Bar bar) {
            return narrow ? TALL_ROW + heading(bar).extra() : ROW;
        }

        private RowHeading heading(final Bar bar) {
            return RowHeading.of(bar.label(), bar.parts().isEmpty() ? "" : bar.value(), drawing.width());
        }

        private double drawClusters(final double top) {
            double y = top;
            for (final Cluster cluster : panel.clusters()) {
                if (!cluster.title().isEmpty()) {
                    drawing.box(0, y + 3, TextWidth.ofBold(cluster.title(), Drawing.SMALL) + 4, 18, Ink.GROUND);
                    drawing.head(0, y + 16, cluster.title());
                    y += HEAD;
                }
                for (final Bar bar : cluster.bars()) {
                    drawBar(bar, y);
                    y += row(bar);
                }
                y += 4;
            }
            return y;
        }

        private void drawBar(final Bar bar, final double y) {
            double top = y + (ROW - BAR) / 2;
            final double base = top + 13.5;
            if (narrow) {
                final RowHeading heading = heading(bar);
                heading.draw(drawing, y);
                top = y + 22 + heading.extra();
                if (bar.parts().isEmpty()) {
                    drawing.italic(0, top + 12, bar.value());
                }
            } else {
                drawing.text(left - GAP, base, bar.label(), Anchor.END, Ink.TEXT);
                if (bar.parts().isEmpty()) {
                    drawing.box(left + 2, top, TextWidth.of(bar.value(), Drawing.TEXT) + 6, BAR, Ink.GROUND);
                    drawing.italic(left + 6, base, bar.value());
                }
            }
            final double textX = drawParts(bar, top);
            if (!narrow && !bar.parts().isEmpty()) {
                drawing.box(textX + 3, top, TextWidth.of(bar.value(), Drawing.SMALL) + 5, BAR, Ink.GROUND);
                drawing.small(textX + GAP, base - 0.5, bar.value(), Anchor.START);
            }
        }

        /** Returns where the last mark ends. */
        private double drawParts(final Bar bar, final double top) {
            double from = 0;
            for (final Bar.Part part : bar.parts()) {
                final double x = scale.at(from);
                final double wide = scale.at(from + part.value()) - x;
                if (bar.kind() == Bar.Kind.QUOTED) {
                    drawing.box(x, top, wide, BAR, Ink.GROUND);
                    drawing.hatched(x, top, wide, BAR, part.ink());
                } else if (part.apart()) {
                    drawing.box(x, top, wide, BAR, Ink.GROUND);
                    drawing.frame(x + 1, top + 1, wide - 2, BAR - 2, part.ink(), Dash.SOLID);
                } else {
                    drawing.box(x, top, wide > 2 ? wide - 1 : wide, BAR, part.ink());
                }
                from += part.value();
            }
            if (bar.parts().isEmpty()) {
                return left;
            }
            if (bar.kind() == Bar.Kind.PARTIAL) {
                drawing.frame(left - 2, top - 2.5, scale.at(from) - left + 4, BAR + 5, Ink.TEXT, Dash.SHORT);
            }
            if (bar.spread() != null && bar.spread().max() > bar.spread().min()) {
                drawing.whisker(scale.at(bar.spread().min()), scale.at(bar.spread().max()), top + BAR / 2, 4);
            }
            return scale.at(bar.end());
        }
    }
}
