package org.rankferry.engine.observe;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AgentCounterTest {
    @Test
    void typeIdsAreUniqueAndApartFromRanks() {
        final Set<Integer> ids = new HashSet<>();
        for (final AgentCounter counter : AgentCounter.values()) {
            assertTrue(ids.add(counter.typeId()), counter + " has the type id of another");
            assertTrue(counter.typeId() > 0 && counter.typeId() < RankCounters.BYTES_TYPE_ID);
        }
    }

    @Test
    void labelsAreTheNameInSnakeCaseAndAUnit() {
        for (final AgentCounter counter : AgentCounter.values()) {
            final String name = counter.name().toLowerCase(Locale.ROOT);
            assertTrue(counter.label().matches(name + " \\([a-z]+\\)"), counter.label());
        }
    }

    @Test
    void rankStatesHaveUniqueCodes() {
        for (final RankState state : RankState.values()) {
            assertEquals(state, RankState.ofCode(state.code()));
        }
        assertEquals(RankState.ATTACHED, RankState.ofCode(99));
        assertEquals("writing", RankState.WRITING.toString());
    }
}
