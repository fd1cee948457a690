package org.rankferry.engine.coordinator.node;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.rankferry.protocol.wire.FrameFault;
import org.rankferry.protocol.wire.codec.RankOrderKind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LocalRankTest {
    private final LocalRank rank = new LocalRank(3, 2, null);

    @Test
    void aRankSaysOnlyWhatFitsWhereItIs() {
        assertEquals("rank 3 (STARTED, epoch 2) can't become READY",
            assertThrows(FrameFault.class, () -> rank.ready("h:1")).getMessage());
        assertThrows(FrameFault.class, rank::finished);
        rank.joined(null);
        assertThrows(FrameFault.class, () -> rank.quiet("h:1"));
        rank.ready("h:1");
        assertTrue(rank.isHeld());
        assertFalse(rank.canStall());
        assertThrows(FrameFault.class, () -> rank.ready("h:1"));
        assertThrows(FrameFault.class, rank::running);
        rank.ended();
        assertFalse(rank.isAlive());
        assertThrows(FrameFault.class, rank::running);
    }

    @Test
    void whoIsAwayIsHeldAndComesBackQuiet() {
        final List<String> orders = new ArrayList<>();
        final RankLink link = new RankLink() {
            @Override
            public void order(final RankOrderKind what, final long epoch, final String text) {
                orders.add(what + " " + epoch + " " + text);
            }

            @Override
            public void refuse(final String why) {
                throw new AssertionError(why);
            }

            @Override
            public int doWork() {
                return 0;
            }
        };
        rank.joined(link);
        rank.ready("h:1");
        rank.resume(2, List.of());
        rank.running();
        assertThrows(FrameFault.class, () -> rank.leave(3, Path.of("note")));
        rank.stall(3, false, Set.of(3), true);
        rank.quiet("h:1");
        rank.leave(3, Path.of("note"));
        rank.left();
        assertTrue(rank.isAway());
        assertTrue(rank.isHeld());
        assertThrows(FrameFault.class, () -> rank.stall(4, false, Set.of(3), true));
        rank.back(link);
        rank.start(null);
        rank.ready("h:2");
        assertEquals(LocalRank.State.QUIET, rank.state());
        assertEquals("h:2", rank.address());
        assertEquals(List.of("RESUME 2 ", "STALL 3 local+captured 3", "LEAVE 3 note", "START 2 "), orders);
    }

    @Test
    void anAddressIsOneWord() {
        rank.joined(null);
        final FrameFault fault = assertThrows(FrameFault.class, () -> rank.ready("two words"));
        assertEquals("address 'two words' is not 1 to 255 printable characters without blanks", fault.getMessage());
    }

    @Test
    void whoSaysNothingOfPeersHasAll() {
        assertTrue(rank.touches(Set.of(7)));
        rank.peers("2,4");
        assertTrue(rank.touches(Set.of(3)));
        assertTrue(rank.touches(Set.of(4, 9)));
        assertFalse(rank.touches(Set.of(9)));
        rank.peers("");
        assertFalse(rank.touches(Set.of(2)));
        rank.peers("*");
        assertTrue(rank.touches(Set.of(7)));
        assertThrows(FrameFault.class, () -> rank.peers("2,x"));
        assertThrows(FrameFault.class, () -> rank.peers("2,"));
    }
}
