package org.rankferry.engine.backplane;

import java.util.List;
import java.util.function.Consumer;

/**
 * Publish and subscribe among the nodes. Any thread may call it. Listeners are called on threads of the backplane, one
 * event after the other, and must not block; they hear what their own node publishes too.
 */
public interface Backplane extends AutoCloseable {
    /** Name of this node. */
    String node();

    /**
     * Tells everybody, this node included. Comes back before they have heard.
     *
     * @param event to tell; its node is filled in.
     * @throws BackplaneException when this node is not on the backplane any more.
     */
    void publish(Event event);

    /**
     * Tells one member, which may be this node. Comes back before it has heard; when it is not there, nobody hears.
     * What one publisher tells a member arrives in order, but before or after what it publishes to all.
     *
     * @param to    name of the member.
     * @param event to tell; its node is filled in.
     * @throws BackplaneException when this node is not on the backplane any more.
     */
    void tell(String to, Event event);

    /**
     * Listens.
     *
     * @param pattern  of the events.
     * @param listener called for each.
     * @return what ends it.
     */
    Subscription subscribe(EventPattern pattern, Consumer<Event> listener);

    /** The nodes that are there now, the one that has been there longest first; everybody sees the same order. */
    List<String> nodes();

    /**
     * Listens to who comes and goes. The first call comes at once.
     *
     * @param listener called with all nodes that are there, the oldest first, each time they have changed.
     * @return what ends it.
     */
    Subscription watchNodes(Consumer<List<String>> listener);

    /** Leaves. */
    @Override
    void close();

    /** Ends what it was made for. */
    @FunctionalInterface
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
