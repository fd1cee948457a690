package org.rankferry.bufferpool;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rankferry.bufferpool.ChunkState.FREE;
import static org.rankferry.bufferpool.ChunkState.LEASED;
import static org.rankferry.bufferpool.ChunkState.READING;
import static org.rankferry.bufferpool.ChunkState.READY;

/** Every pair of a state and an event. */
class ChunkTransitionsTest {
    private static final int OWNER = 1;

    /** What a caller can do to chunk 0, the states it may find, and the state it leaves. */
    private record Operation(String name, Set<ChunkState> from, ChunkState to, Consumer<ChunkPool> call) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Operation> OPERATIONS = List.of(
        new Operation("COMMIT", EnumSet.of(LEASED), READY, pool -> pool.ready(0, OWNER, 0)),
        new Operation("GIVE_BACK", EnumSet.of(LEASED), FREE, pool -> pool.giveBack(0, OWNER, 0)),
        new Operation("READ", EnumSet.of(READY), READING, pool -> pool.reading(0)),
        new Operation("UNREAD", EnumSet.of(READING), READY, pool -> pool.unread(0)),
        new Operation("DONE", EnumSet.of(READING, READY), FREE, pool -> pool.done(0)));

    static Stream<Arguments> pairs() {
        final List<Arguments> pairs = new ArrayList<>();
        for (final ChunkState state : ChunkState.values()) {
            for (final Operation operation : OPERATIONS) {
                pairs.add(Arguments.of(state, operation));
            }
        }
        return pairs.stream();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void shouldMakeLegalTransitionsAndNameBothStatesOfOthers(final ChunkState state, final Operation operation) {
        final ChunkPool pool = poolWithChunkIn(state);

        if (operation.from.contains(state)) {
            operation.call.accept(pool);
            assertEquals(operation.to, pool.state(0));
            assertEquals(operation.to == FREE ? ChunkPool.NONE : OWNER, pool.owner(0));
        } else {
            final String before = pool.toString();
            final IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> operation.call.accept(pool));
            assertEquals("chunk 0 is " + state + "; " + operation + " can't make it " + operation.to, e.getMessage());
            assertEquals(before, pool.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("allStates")
    void shouldTakeBackOnlyLeasesOfADeadRank(final ChunkState state) {
        final ChunkPool pool = poolWithChunkIn(state);

        assertEquals(state == LEASED ? 1 : 0, pool.reclaim(OWNER));
        assertEquals(state == LEASED ? FREE : state, pool.state(0));
    }

    @ParameterizedTest
    @MethodSource("allStates")
    void shouldDropAllButLeasesWhenTheAttemptBeginsAgain(final ChunkState state) {
        final ChunkPool pool = poolWithChunkIn(state);

        pool.voidAll();

        assertEquals(state == LEASED ? LEASED : FREE, pool.state(0));
    }

    @ParameterizedTest
    @MethodSource("allStates")
    void shouldGrantFreeChunksOnly(final ChunkState state) {
        final ChunkPool pool = poolWithChunkIn(state);
        pool.stop(OWNER);
        final List<Integer> granted = new ArrayList<>();

        pool.want(0, 2, 0);
        pool.serve((rank, chunk) -> granted.add(chunk), 0);

        assertEquals(state == FREE, granted.contains(0));
        assertTrue(granted.contains(1));
    }

    @ParameterizedTest
    @MethodSource("allStates")
    void shouldRefuseAChunkOfAnotherRank(final ChunkState state) {
        final ChunkPool pool = poolWithChunkIn(state);

        final String commit = assertThrows(IllegalStateException.class, () -> pool.ready(0, 0, 0)).getMessage();
        final String back = assertThrows(IllegalStateException.class, () -> pool.giveBack(0, 0, 0)).getMessage();

        if (state == LEASED) {
            assertEquals("chunk 0 is LEASED to rank slot 1; rank slot 0 can't make it READY", commit);
            assertEquals("chunk 0 is LEASED to rank slot 1; rank slot 0 can't make it FREE", back);
        }
        assertEquals(state, pool.state(0));
        assertEquals(state == LEASED, pool.holds(0, OWNER));
        assertEquals(false, pool.holds(0, 0));
    }

    static Stream<ChunkState> allStates() {
        return Stream.of(ChunkState.values());
    }

    private static ChunkPool poolWithChunkIn(final ChunkState state) {
        final ChunkPool pool = new ChunkPool(new PoolGeometry(4096, 4), 2, PoolCounters.unshared());
        if (state != FREE) {
            pool.want(OWNER, 1, 0);
            pool.serve((rank, chunk) -> assertEquals(0, chunk), 0);
            pool.stop(OWNER);
        }
        if (state == READY || state == READING) {
            pool.ready(0, OWNER, 0);
        }
        if (state == READING) {
            pool.reading(0);
        }
        assertEquals(state, pool.state(0));
        return pool;
    }
}
