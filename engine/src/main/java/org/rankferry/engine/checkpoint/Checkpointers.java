package org.rankferry.engine.checkpoint;

import java.util.ServiceLoader;
import java.util.TreeSet;

/** The checkpointers there are. */
public final class Checkpointers {
    private Checkpointers() {
    }

    /**
     * Finds one by name.
     *
     * @param name as the manifest will have it.
     * @throws CaptureException when there is none of this name; the message lists those there are.
     */
    public static Checkpointer named(final String name) {
        final TreeSet<String> names = new TreeSet<>();
        for (final Checkpointer checkpointer : ServiceLoader.load(Checkpointer.class)) {
            if (checkpointer.name().equals(name)) {
                return checkpointer;
            }
            names.add(checkpointer.name());
        }
        throw new CaptureException(
            "there is no checkpointer '" + name + "'; there are " + String.join(", ", names), null);
    }
}
