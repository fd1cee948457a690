package org.rankferry.checkpointer.mount;

import java.util.Arrays;
import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Extents are what an array is, of which each place knows where its byte is. */
class ExtentMapProperties {
    private static final int SIZE = 200;
    private static final long NOTHING = -1;

    enum What {
        PUT, CONTINUE, TRUNCATE, CLEAR
    }

    record Step(What what, int from, int length) {
    }

    @Property
    void itIsWhatAnArrayIs(@ForAll("steps") final List<Step> steps) {
        final ExtentMap map = new ExtentMap();
        final long[] model = new long[SIZE];
        Arrays.fill(model, NOTHING);
        long data = 0;
        int end = 0;
        for (final Step step : steps) {
            final int from = step.what() == What.CONTINUE ? Math.min(end, SIZE) : step.from();
            final int to = Math.min(SIZE, from + step.length());
            switch (step.what()) {
                case PUT, CONTINUE -> {
                    data += step.what() == What.PUT ? 7 : 0;
                    map.put(from, to - from, data);
                    for (int i = from; i < to; i++) {
                        model[i] = data++;
                    }
                    end = to;
                }
                case TRUNCATE -> {
                    map.truncate(from);
                    Arrays.fill(model, from, SIZE, NOTHING);
                }
                default -> {
                    map.clear(from, to - from);
                    Arrays.fill(model, from, to, NOTHING);
                }
            }
            assertSame(model, map);
        }
    }

    @Property
    void whatIsOldIsDropped(@ForAll("steps") final List<Step> steps) {
        final ExtentMap map = new ExtentMap();
        long data = 0;
        for (final Step step : steps) {
            map.put(step.from(), step.length(), data);
            data += step.length();
        }
        final long below = data / 2;
        map.dropDataBelow(below);
        long covered = 0;
        for (int i = 0; i < map.count(); i++) {
            assertTrue(map.data(i) >= below);
            covered += map.length(i);
        }
        assertEquals(covered, map.covered());
    }

    private static void assertSame(final long[] model, final ExtentMap map) {
        final long[] found = new long[SIZE];
        Arrays.fill(found, NOTHING);
        long covered = 0;
        for (int i = 0; i < map.count(); i++) {
            assertTrue(map.length(i) > 0);
            assertTrue(i == 0 || map.start(i) >= map.start(i - 1) + map.length(i - 1));
            assertTrue(i == 0 || map.start(i) > map.start(i - 1) + map.length(i - 1)
                || map.data(i) != map.data(i - 1) + map.length(i - 1), "neighbours that continue each other are one");
            for (int k = 0; k < map.length(i); k++) {
                found[(int) map.start(i) + k] = map.data(i) + k;
            }
            covered += map.length(i);
        }
        assertEquals(Arrays.toString(model), Arrays.toString(found));
        assertEquals(covered, map.covered());
        for (int offset = 0; offset < SIZE; offset++) {
            final int at = map.find(offset);
            assertTrue(at == map.count() || map.start(at) + map.length(at) > offset);
            assertTrue(at == 0 || map.start(at - 1) + map.length(at - 1) <= offset);
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
            Arbitraries.of(What.class), Arbitraries.integers().between(0, SIZE - 1),
            Arbitraries.integers().between(1, 60)).as(Step::new).list().ofMaxSize(60);
    }
}
