package org.rankferry.engine.coordinator.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.rankferry.engine.backplane.Event;
import org.rankferry.engine.backplane.PartialBackplane;
import org.rankferry.engine.coordinator.EventFields;
import org.rankferry.engine.coordinator.JobEvents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

final class PassedRequestsTest {
    private static final long SECOND_NS = 1_000_000_000;

    private final List<Event> published = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private final Set<String> known = new TreeSet<>();
    private final PassedRequests requests = new PassedRequests("n0-7-", new PartialBackplane() {
        @Override
        public String node() {
            return "n0";
        }

        @Override
        public void publish(final Event event) {
            published.add(event);
        }
    });
    private final PassedRequests.Asker asker = text -> { };

    @Test
    void aRequestForAJobThatIsKnownIsPassedOnAtOnce() {
        known.add("lu");
        requests.add(asker, "lu", Map.of("ask", "migrate"), 0);
        assertEquals(1, work(0));
        assertEquals("lu", published.getFirst().job());
        assertEquals(JobEvents.REQUEST, published.getFirst().name());
        assertEquals("migrate", EventFields.of(published.getFirst()).get("ask"));
        final String id = (String) EventFields.of(published.getFirst()).get(JobEvents.ID);
        assertSame(asker, requests.asker(id));
        assertEquals(Long.MAX_VALUE, requests.idleNs(0));
    }

    @Test
    void aRequestWaitsForItsJobToBecomeKnown() {
        requests.add(asker, "lu", Map.of(), 0);
        assertEquals(0, work(2 * SECOND_NS));
        assertEquals(SECOND_NS, requests.idleNs(2 * SECOND_NS));
        known.add("lu");
        assertEquals(1, work(2 * SECOND_NS + 1));
        assertEquals(1, published.size());
        assertEquals(List.of(), refused);
    }

    @Test
    void aJobThatNobodyTellsOfIsRefused() {
        requests.add(asker, "lu", Map.of(), 0);
        assertEquals(1, work(3 * SECOND_NS));
        assertEquals(List.of("lu"), refused);
        known.add("lu");
        assertEquals(0, work(4 * SECOND_NS));
        assertEquals(List.of(), published);
    }

    @Test
    void whoHasGoneIsNotAnsweredAndAsksForNothing() {
        known.add("lu");
        requests.add(asker, "lu", Map.of(), 0);
        work(0);
        final String id = (String) EventFields.of(published.getFirst()).get(JobEvents.ID);
        requests.add(asker, "bt", Map.of(), 0);
        requests.forget(asker);
        assertNull(requests.asker(id));
        assertEquals(0, work(9 * SECOND_NS));
        assertEquals(List.of(), refused);
    }

    private int work(final long nowNs) {
        return requests.doWork(nowNs, known::contains, (from, job) -> refused.add(job));
    }
}
