package org.rankferry.engine.backplane;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Who listens on one node. What a listener throws does not keep the others from hearing. For those who fill
 * {@link Backplane}; any thread.
 */
public final class Listeners {
    private final List<Interest> interests = new CopyOnWriteArrayList<>();
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private final Consumer<Throwable> onError;

    /** One subscription; equal to no other, so that two alike are two. */
    private static final class Interest {
        private final EventPattern pattern;
        private final Consumer<Event> listener;

        private Interest(final EventPattern pattern, final Consumer<Event> listener) {
            this.pattern = pattern;
            this.listener = listener;
        }
    }

    /** Likewise. */
    private static final class Watcher {
        private final Consumer<List<String>> listener;

        private Watcher(final Consumer<List<String>> listener) {
            this.listener = listener;
        }
    }

    /**
     * None so far.
     *
     * @param onError hears what listeners throw.
     */
    public Listeners(final Consumer<Throwable> onError) {
        this.onError = onError;
    }

    /** Adds one. */
    public Backplane.Subscription add(final EventPattern pattern, final Consumer<Event> listener) {
        final Interest interest = new Interest(pattern, listener);
        interests.add(interest);
        return () -> interests.remove(interest);
    }

    /** Adds one that hears who is there, at once, and from then on who comes and goes. */
    public Backplane.Subscription add(final Consumer<List<String>> listener, final Supplier<List<String>> present) {
        final Watcher watcher = new Watcher(listener);
        watchers.add(watcher);
        listener.accept(present.get()); // looked up after it was added: no change is missed
        return () -> watchers.remove(watcher);
    }

    /** An event has come. */
    public void tell(final Event event) {
        for (final Interest interest : interests) {
            if (interest.pattern.matches(event)) {
                call(interest.listener, event);
            }
        }
    }

    /** Nodes have come or gone. */
    public void tell(final List<String> nodes) {
        watchers.forEach(watcher -> call(watcher.listener, nodes));
    }

    private <T> void call(final Consumer<T> listener, final T what) {
        try {
            listener.accept(what);
        } catch (final RuntimeException e) {
            onError.accept(e);
        }
    }
}
