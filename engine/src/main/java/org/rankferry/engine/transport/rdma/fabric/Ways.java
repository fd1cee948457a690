package org.rankferry.engine.transport.rdma.fabric;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The addresses one target can be reached at: the one it was given by, and the rails it has offered. A connect that
 * fails turns to the next, so a target whose first device is dead is found through another.
 */
final class Ways {
    private final List<InetSocketAddress> addresses = new ArrayList<>();
    private int current;

    Ways(final InetSocketAddress first) {
        addresses.add(first);
    }

    InetSocketAddress current() {
        return addresses.get(current);
    }

    boolean several() {
        return addresses.size() > 1;
    }

    List<InetSocketAddress> all() {
        return List.copyOf(addresses);
    }

    /** The target has offered its rails. */
    void learn(final List<InetSocketAddress> rails) {
        for (final InetSocketAddress rail : rails) {
            if (!addresses.contains(rail)) {
                addresses.add(rail);
            }
        }
    }

    /** The link over the current address has failed. */
    void turn() {
        current = (current + 1) % addresses.size();
    }
}
