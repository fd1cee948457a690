package org.rankferry.report.figure;

import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FigureProperties {
    @Property
    void ticksLieOnTheirAxisAndNeverOnEachOther(
        @ForAll @DoubleRange(min = 1, max = 9.99) final double mantissa,
        @ForAll @IntRange(min = -6, max = 7) final int exponent,
        @ForAll @DoubleRange(min = 1, max = 1e6) final double factor,
        @ForAll @IntRange(min = 120, max = 900) final int pixels, @ForAll final boolean logarithmic) {

        final double least = mantissa * Math.pow(10, exponent);
        final Scale scale = logarithmic ? Scale.decades(least, least * factor, 10, 10 + pixels)
            : Scale.linear(least * factor, 10, 10 + pixels);
        final List<Scale.Tick> ticks = scale.ticks(Numbers::plain);
        assertFalse(ticks.isEmpty());
        double last = Double.NEGATIVE_INFINITY;
        for (final Scale.Tick tick : ticks) {
            final double at = scale.at(tick.value());
            assertTrue(at >= 9.9 && at <= 10.1 + pixels, () -> tick + " at " + at);
            assertTrue(at > last + 5, () -> tick + " is too near to the one before");
            last = at;
        }
        assertTrue(scale.at(least * factor) <= 10.1 + pixels, "the greatest value is on the axis");
        assertTrue(!logarithmic || scale.at(least) >= 9.9, "and the least");
    }

    @Property
    void numbersAreReadBackToThreeDigitsAndHaveNoExponent(
        @ForAll @DoubleRange(min = 1, max = 9.99) final double mantissa,
        @ForAll @IntRange(min = -9, max = 12) final int exponent) {

        final double value = mantissa * Math.pow(10, exponent);
        final String text = Numbers.of(value);
        assertFalse(text.contains("E"), text);
        assertEquals(value, Double.parseDouble(text.replace(",", "")), value * 0.006);
    }

    @Property
    void barsAreWithinTheirDrawing(
        @ForAll @DoubleRange(min = 0, max = 1e5) final double one,
        @ForAll @DoubleRange(min = 0, max = 1e5) final double two,
        @ForAll @IntRange(min = 280, max = 1000) final int width) {

        final Bar bar = new Bar(
            "label", List.of(new Bar.Part(one, Ink.BLUE, false), new Bar.Part(two, Ink.AMBER, true)), null, "value",
            Bar.Kind.MEASURED);
        final Drawing drawing = new BarChart(
            List.of(new Key("k", Ink.BLUE, Key.Shape.FILLED)),
            List.of(new BarChart.Panel("panel", "axis", List.of(new BarChart.Cluster("c", List.of(bar)))))).draw(width);
        for (final Mark mark : drawing.marks()) {
            if (mark instanceof Mark.Box box) {
                assertTrue(box.x() >= -1 && box.x() + box.width() <= width + 1
                    && box.y() + box.height() <= drawing.height(), box::toString);
            }
        }
    }
}
