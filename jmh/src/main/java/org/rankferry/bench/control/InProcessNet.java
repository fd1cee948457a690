package org.rankferry.bench.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import org.rankferry.engine.backplane.Backplane;
import org.rankferry.engine.backplane.Event;
import org.rankferry.engine.backplane.EventPattern;
import org.rankferry.engine.backplane.Listeners;
import org.rankferry.engine.backplane.cluster.EventJson;

/**
 * A backplane without a network. An event is written once, as on the real one, and its bytes are read by each member
 * that hears it. Members share lanes: a lane is one thread, which hears what is published in the order of each
 * publisher, and passes it to its members in turn.
 */
final class InProcessNet {
    private static final long LOOK_AGAIN_NS = 1_000_000;

    private final List<Lane> lanes = new CopyOnWriteArrayList<>();
    private final Map<String, Member> members = new ConcurrentHashMap<>();
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong pending = new AtomicLong();
    private final Map<String, Long> largest = new ConcurrentSkipListMap<>();
    private final Map<String, Long> counts = new ConcurrentSkipListMap<>();
    private final Consumer<Throwable> onError;
    private volatile List<String> nodes = List.of();

    /** Members of one thread. */
    static final class Lane {
        private final Executor thread;
        private final Runnable afterEach;
        private final List<Member> members = new CopyOnWriteArrayList<>();

        /**
         * None so far.
         *
         * @param thread    of all of them.
         * @param afterEach called on it whenever a member has heard something, before the next one does.
         */
        Lane(final Executor thread, final Runnable afterEach) {
            this.thread = thread;
            this.afterEach = afterEach;
        }
    }

    /**
     * Without members.
     *
     * @param onError hears what their listeners throw.
     */
    InProcessNet(final Consumer<Throwable> onError) {
        this.onError = onError;
    }

    void add(final Lane lane) {
        lanes.add(lane);
    }

    /** All at once, before anybody publishes. */
    List<Backplane> join(final Lane lane, final List<String> names) {
        final List<Member> joined = names.stream().map(name -> new Member(name, lane)).toList();
        lane.members.addAll(joined);
        change(names, true);
        return List.copyOf(joined);
    }

    Backplane join(final Lane lane, final String name, final Consumer<Event> onPublished) {
        final Member joined = new Member(name, lane, onPublished);
        lane.members.add(joined);
        change(List.of(name), true);
        return joined;
    }

    /** Everything that was published has been heard. */
    void awaitQuiet() {
        long before = -1;
        while (pending.get() > 0 || before != events.get()) {
            before = events.get();
            LockSupport.parkNanos(LOOK_AGAIN_NS);
        }
    }

    /** How many of this name were published. */
    long count(final String name) {
        return counts.getOrDefault(name, 0L);
    }

    /** One more of this name than before was published. */
    void awaitMore(final String name, final long before) {
        while (count(name) <= before) {
            LockSupport.parkNanos(LOOK_AGAIN_NS);
        }
    }

    long events() {
        return events.get();
    }

    long bytes() {
        return bytes.get();
    }

    /** How often an event was read by a member. */
    long read() {
        return read.get();
    }

    /** How many of each name were published. */
    Map<String, Long> counts() {
        return new TreeMap<>(counts);
    }

    /** The most bytes of an event, by name. */
    Map<String, Long> largest() {
        return new TreeMap<>(largest);
    }

    private synchronized void change(final List<String> names, final boolean here) {
        final List<String> changed = new ArrayList<>(nodes);
        if (here) {
            changed.addAll(names);
        } else {
            changed.removeAll(names);
        }
        nodes = List.copyOf(changed);
        final List<String> now = nodes;
        lanes.forEach(lane -> run(lane, () -> lane.members.forEach(member -> member.listeners.tell(now))));
    }

    /** Runs something on a lane, as if it had been heard. */
    void run(final Lane lane, final Runnable what) {
        pending.incrementAndGet();
        lane.thread.execute(() -> {
            try {
                what.run();
            } finally {
                pending.decrementAndGet();
            }
        });
    }

    /** One of the nodes, or a job manager. */
    private final class Member implements Backplane {
        private final String name;
        private final Lane lane;
        private final Consumer<Event> onPublished;
        private final Listeners listeners = new Listeners(onError);

        private Member(final String name, final Lane lane) {
            this(name, lane, event -> { });
        }

        private Member(final String name, final Lane lane, final Consumer<Event> onPublished) {
            this.name = name;
            this.lane = lane;
            this.onPublished = onPublished;
            members.put(name, this);
        }

        @Override
        public String node() {
            return name;
        }

        @Override
        public void publish(final Event event) {
            final byte[] written = write(event);
            lanes.forEach(to -> run(to, () -> to.members.forEach(member -> member.hear(written, name))));
            onPublished.accept(event);
        }

        @Override
        public void tell(final String to, final Event event) {
            final Member member = members.get(to);
            if (member != null) {
                final byte[] written = write(event);
                run(member.lane, () -> member.hear(written, name));
            }
        }

        private byte[] write(final Event event) {
            final byte[] written = EventJson.write(event);
            events.incrementAndGet();
            bytes.addAndGet(written.length);
            counts.merge(event.name(), 1L, Long::sum);
            largest.merge(event.name(), (long) written.length, Math::max);
            return written;
        }

        private void hear(final byte[] written, final String publisher) {
            read.incrementAndGet();
            listeners.tell(EventJson.read(written, 0, written.length, publisher));
            lane.afterEach.run();
        }

        @Override
        public Subscription subscribe(final EventPattern pattern, final Consumer<Event> listener) {
            return listeners.add(pattern, listener);
        }

        @Override
        public List<String> nodes() {
            return nodes;
        }

        @Override
        public Subscription watchNodes(final Consumer<List<String>> listener) {
            return listeners.add(listener, this::nodes);
        }

        @Override
        public void close() {
            if (lane.members.remove(this)) {
                members.remove(name);
                change(List.of(name), false);
            }
        }
    }
}
