package org.rankferry.engine.coordinator.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.rankferry.engine.backplane.Event;
import org.rankferry.engine.backplane.PartialBackplane;
import org.rankferry.engine.coordinator.EventFields;
import org.rankferry.engine.coordinator.HealthEvents;
import org.rankferry.engine.coordinator.JobEvents;
import org.rankferry.engine.coordinator.MigrateRequest;
import org.rankferry.engine.coordinator.OperatorCall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EvacuationTest {
    private static final List<String> JOBS = List.of("heat", "lu");
    private static final List<String> NONE = List.of();

    private final List<Event> published = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();
    private final Evacuation evacuation = new Evacuation("n1", new Recorder(), notices::add);
    private long nowNs = -7;

    @Test
    void nothingHappensToANodeThatIsNotFailing() {
        assertEquals(0, evacuation.doWork(JOBS, nowNs));
        assertEquals(Long.MAX_VALUE, evacuation.idleNs(nowNs));
        assertTrue(published.isEmpty());
    }

    @Test
    void aFailingNodeAsksEachJobOnceAndHearsWhatBecomesOfIt() {
        evacuation.onFailing("fan 3");
        assertEquals(2, evacuation.doWork(JOBS, nowNs));
        assertEquals(0, evacuation.doWork(JOBS, nowNs));
        assertEquals(List.of("heat", "lu"), published.stream().map(Event::job).toList());
        final Map<String, Object> request = EventFields.of(published.getFirst());
        assertEquals(MigrateRequest.ASK, request.get(OperatorCall.ASK));
        assertEquals(MigrateRequest.allOf("n1", "health: fan 3"), MigrateRequest.of(request));
        assertEquals(Evacuation.SILENCE_NS, evacuation.idleNs(nowNs));
        evacuation.onStep("heat", step(0, "step", "STALL"), nowNs + 5);
        assertEquals(Evacuation.SILENCE_NS - 5, evacuation.idleNs(nowNs + 5), "lu has said nothing");
        assertEquals(0, evacuation.doWork(NONE, nowNs), "the ranks leave before their managers say so");
        evacuation.onStep("heat", ended(0, "migrated"), nowNs);
        evacuation.onStep("lu", ended(1, "migrated"), nowNs);
        assertEquals(0, evacuation.doWork(NONE, nowNs));
        assertEquals(Long.MAX_VALUE, evacuation.idleNs(nowNs));
        assertEquals(List.of("job heat: migrated, epoch 2", "job lu: migrated, epoch 2"), notices);
    }

    @Test
    void whatIsRefusedIsAskedAgainLessAndLessOftenAndToldOnce() {
        evacuation.onFailing("fan 3");
        final List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            assertEquals(1, evacuation.doWork(List.of("heat"), nowNs));
            evacuation.onStep("heat", step(last(), OperatorCall.FAULT, i == 8 ? "lost" : "no spare"), nowNs);
            pauses.add(evacuation.idleNs(nowNs) / Evacuation.FIRST_PAUSE_NS);
            assertEquals(0, evacuation.doWork(List.of("heat"), nowNs + evacuation.idleNs(nowNs) - 1));
            nowNs += evacuation.idleNs(nowNs);
        }
        assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L), pauses);
        assertEquals(List.of("ranks of job heat can't leave yet: no spare",
            "ranks of job heat can't leave yet: lost"), notices);
        assertEquals(2, published.stream().filter(event -> event.name().equals(HealthEvents.REFUSED)).count());
    }

    @Test
    void whenTheNodeIsWellAgainNobodyIsAsked() {
        evacuation.onFailing("fan 3");
        evacuation.doWork(JOBS, nowNs);
        evacuation.onStep("heat", step(0, OperatorCall.FAULT, "no spare"), nowNs);
        evacuation.onFailing(null);
        assertEquals(0, evacuation.doWork(JOBS, nowNs + Evacuation.SILENCE_NS));
        evacuation.onFailing("fan 4");
        assertEquals(2, evacuation.doWork(JOBS, nowNs), "at once, not after the pause");
    }

    @Test
    void aManagerThatSaysNothingIsAskedAgain() {
        evacuation.onFailing("fan 3");
        evacuation.doWork(List.of("heat"), nowNs);
        assertEquals(0, evacuation.doWork(List.of("heat"), nowNs + Evacuation.SILENCE_NS - 1));
        assertEquals(1, evacuation.doWork(List.of("heat"), nowNs + Evacuation.SILENCE_NS));
        evacuation.onStep("heat", step(0, OperatorCall.FAULT, "of the first request"), nowNs);
        assertTrue(notices.isEmpty(), notices::toString);
    }

    @Test
    void aSignalIsAnOrderThatIsOverWhenItWasTried() {
        evacuation.onSignal(JOBS);
        evacuation.doWork(JOBS, nowNs);
        assertEquals("signal", EventFields.of(published.getFirst()).get("trigger"));
        evacuation.onStep("heat", step(0, OperatorCall.FAULT, "it migrates"), nowNs);
        assertEquals(1, evacuation.doWork(JOBS, nowNs + Evacuation.FIRST_PAUSE_NS));
        evacuation.onStep("heat", ended(last(), "rolled_back"), nowNs);
        evacuation.onStep("lu", ended(1, "migrated"), nowNs);
        assertEquals(0, evacuation.doWork(List.of("heat", "later"), nowNs + Evacuation.LONGEST_PAUSE_NS));
        assertEquals(Long.MAX_VALUE, evacuation.idleNs(nowNs));
        evacuation.onSignal(NONE);
        assertEquals("a signal: no ranks run here", notices.getLast());
    }

    /** The request that was published last, by number. */
    private int last() {
        return (int) published.stream().filter(event -> event.name().equals(JobEvents.REQUEST)).count() - 1;
    }

    private Map<String, Object> step(final int request, final String key, final Object value) {
        final Event asked = published.stream().filter(event -> event.name().equals(JobEvents.REQUEST)).toList()
            .get(request);
        final Map<String, Object> step = new LinkedHashMap<>();
        step.put(JobEvents.ID, EventFields.of(asked).get(JobEvents.ID));
        step.put(key, value);
        return step;
    }

    private Map<String, Object> ended(final int request, final String outcome) {
        final Map<String, Object> step = step(request, JobEvents.ENDED, true);
        step.putAll(Map.of("outcome", outcome, "epoch", 2, "why", ""));
        return step;
    }

    /** Keeps what is published. */
    private final class Recorder extends PartialBackplane {
        @Override
        public String node() {
            return "n1";
        }

        @Override
        public void publish(final Event event) {
            published.add(event);
        }
    }
}
