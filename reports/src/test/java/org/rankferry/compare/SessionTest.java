package org.rankferry.compare;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SessionTest {
    @Test
    void whatOneJobCanGoThroughIsOneSession() {
        assertEquals(
            List.of(
                new Session("shm", List.of(Strategy.MIGRATION, Strategy.CR_LOCAL, Strategy.COPY_RSYNC)),
                new Session("tcp", List.of(Strategy.MIGRATION)),
                new Session("shm", List.of(Strategy.MIGRATION_STAGED)),
                new Session("shm", List.of(Strategy.UNDISTURBED))),
            Session.of(
                List.of(Strategy.MIGRATION, Strategy.MIGRATION_STAGED, Strategy.CR_LOCAL, Strategy.COPY_RSYNC,
                    Strategy.UNDISTURBED),
                List.of("shm", "tcp")));
    }

    @Test
    void withoutAMigrationOtherTransportsDontMatter() {
        assertEquals(
            List.of(new Session("tcp", List.of(Strategy.CR_PFS))),
            Session.of(List.of(Strategy.CR_PFS), List.of("tcp", "shm")));
    }

    @Test
    void everyStrategyIsInOneSession() {
        final List<Session> sessions = Session.of(List.of(Strategy.values()), List.of("shm"));
        for (final Strategy strategy : Strategy.values()) {
            assertEquals(
                1, sessions.stream().filter(session -> session.strategies().contains(strategy)).count(),
                strategy.word());
            assertEquals(strategy, Strategy.ofWord(strategy.word()));
        }
        assertTrue(sessions.stream().allMatch(session -> session.isExecution()
            == session.strategies().stream().allMatch(Strategy::isExecution)));
    }

    @Test
    void aStrategyThatIsNoneIsRefusedWithThoseThereAre() {
        final Exception fault = assertThrows(IllegalArgumentException.class, () -> Strategy.ofWord("prayer"));
        assertTrue(fault.getMessage().contains("'prayer'; give migration, migration-staged, cr-local"),
            fault.getMessage());
    }
}
