package org.rankferry.checkpointer.blcr;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.rankferry.checkpointer.format.StreamFault;
import org.rankferry.checkpointer.format.StreamSummary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

final class BlcrStreamProperties {
    /** What a stream says once, so nothing contradicts it when it is changed. */
    private static final List<String> SAID_ONCE = List.of("version", "scope", "kernel");

    @Provide
    Arbitrary<BlcrPlan> plans() {
        final Arbitrary<BlcrPlan> first = Combinators.combine(
            Arbitraries.longs(), Arbitraries.integers().between(0, 5), Arbitraries.integers().between(1, 40))
            .as((seed, areas, pages) -> BlcrPlan.of(seed, 3, areas, pages));
        final Arbitrary<BlcrPlan> processes = Combinators.combine(
            first, Arbitraries.integers().between(0, 3), Arbitraries.integers().between(1, 3),
            Arbitraries.integers().between(1, 4))
            .as((plan, scope, count, threads) -> plan.of(scope, scope == 0 ? 1 : count, threads));
        return Combinators.combine(
            processes, Arbitraries.of(0, 512, 576, 832, 960, 1088), Arbitraries.of(true, false),
            Arbitraries.of(true, false), Arbitraries.of(true, false), Arbitraries.of(true, false))
            .as((plan, floatingPoint, callReturn, mappingBase, intoFile, longPipes) ->
                plan.kernel(floatingPoint, callReturn, mappingBase).shape(intoFile, longPipes));
    }

    @Property(tries = 150)
    void everyStreamIsUnderstoodToItsEnd(@ForAll("plans") final BlcrPlan plan) {
        final Recorded stream = Recorded.of(plan);
        final StreamSummary summary = Recorded.check(stream.bytes());
        final Map<String, Object> facts = summary.facts();
        assertEquals((long) plan.processes(), facts.get("processes"), plan::toString);
        assertEquals((long) plan.processes() * plan.threads(), facts.get("threads"), plan::toString);
        assertEquals((long) plan.processes() * (plan.areas() + 2), facts.get("mapped_areas"), plan::toString);
        assertEquals(stream.written().pages(), facts.get("pages"), plan::toString);
        assertEquals("3.10.0", facts.get("kernel"), plan::toString);
        assertEquals(stream.bytes().length, summary.bytes().values().stream().mapToLong(Long::longValue).sum(),
            plan::toString);
        assertEquals(stream.written().pages() * 4096, summary.bytes().get("pages"), plan::toString);
    }

    @Property(tries = 150)
    void anySplitGivesTheSame(@ForAll("plans") final BlcrPlan plan, @ForAll final long splitSeed) {
        final Recorded stream = Recorded.of(plan);
        final Random random = new Random(splitSeed);
        final int most = 1 << random.nextInt(16);
        final int[] ends = random.ints(stream.bytes().length / most + 1L, 0, stream.bytes().length).sorted().toArray();
        assertEquals(Recorded.check(stream.bytes()),
            Recorded.check(new BlcrStream(), stream.bytes(), Arrays.stream(ends).boxed().toList()), plan::toString);
    }

    @Property(tries = 25)
    void bytesOneByOneGiveTheSame(@ForAll("plans") final BlcrPlan plan) {
        final Recorded stream = Recorded.of(plan);
        final List<Integer> ends = IntStream.range(1, stream.bytes().length).boxed().toList();
        assertEquals(Recorded.check(stream.bytes()), Recorded.check(new BlcrStream(), stream.bytes(), ends),
            plan::toString);
    }

    @Property(tries = 150)
    void aCutIsRefusedWhereItIs(@ForAll("plans") final BlcrPlan plan, @ForAll final long cutSeed) {
        final byte[] bytes = Recorded.of(plan).bytes();
        final Random random = new Random(cutSeed);
        for (int i = 0; i < 20; i++) {
            final int cut = i == 0 ? bytes.length - 1 : random.nextInt(bytes.length);
            final StreamFault fault = assertThrows(StreamFault.class,
                () -> Recorded.check(Arrays.copyOf(bytes, cut)), () -> plan + " cut at " + cut);
            assertEquals(cut, fault.offset(), () -> plan + " cut at " + cut + ": " + fault.getMessage());
            assertTrue(fault.getMessage().endsWith("found the end of the stream"), fault.getMessage());
        }
    }

    @Property(tries = 300)
    void aChangedByteIsRefusedOrChangesNothing(@ForAll("plans") final BlcrPlan plan, @ForAll final long flipSeed) {
        final Recorded stream = Recorded.of(plan);
        final StreamSummary right = Recorded.check(stream.bytes());
        final Random random = new Random(flipSeed);
        for (int i = 0; i < 40; i++) {
            final int at = stream.framing().nextSetBit(random.nextInt(stream.bytes().length - 12));
            final int bit = 1 << random.nextInt(8);
            final byte[] changed = stream.bytes().clone();
            changed[at] ^= (byte) bit;
            try {
                assertEquals(claims(right), claims(Recorded.check(changed)),
                    () -> plan + ", bit " + bit + " of byte " + at + " changed");
            } catch (final StreamFault refused) {
                assertTrue(refused.offset() <= changed.length, refused.getMessage());
            }
        }
    }

    @Property(tries = 100)
    void anythingElseIsRefused(@ForAll final byte[] bytes) {
        assertThrows(StreamFault.class, () -> Recorded.check(bytes));
    }

    private static Map<String, Object> claims(final StreamSummary summary) {
        final Map<String, Object> claims = new HashMap<>(summary.facts());
        claims.keySet().removeAll(SAID_ONCE);
        claims.putAll(summary.bytes());
        return claims;
    }
}
