package org.rankferry.bench.measure;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class SamplesTest {
    @Test
    void oddAndEvenMedians() {
        assertEquals(3, Samples.of(List.of(5.0, 1.0, 3.0)).median());
        assertEquals(2.5, Samples.of(List.of(4.0, 1.0, 3.0, 2.0)).median());
    }

    @Test
    void spreadIsOfTheMedian() {
        final Samples samples = Samples.of(List.of(2.0, 1.0, 4.0));
        assertEquals(150, samples.spreadPercent());
        assertEquals(1, samples.min());
        assertEquals(4, samples.max());
        assertEquals(7.0 / 3, samples.mean(), 1e-12);
    }

    @Test
    void nothingMeasuredIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Samples.of(List.of()));
    }
}
