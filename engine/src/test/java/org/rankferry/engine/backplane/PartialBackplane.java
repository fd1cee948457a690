package org.rankferry.engine.backplane;

import java.util.List;
import java.util.function.Consumer;

/** A backplane of which a test has the parts that what it tests may use; the others are mistakes. */
public abstract class PartialBackplane implements Backplane {
    @Override
    public void tell(final String to, final Event event) {
        throw new UnsupportedOperationException("nobody is to be told alone");
    }

    @Override
    public Subscription subscribe(final EventPattern pattern, final Consumer<Event> listener) {
        throw new UnsupportedOperationException("its owner subscribes");
    }

    @Override
    public List<String> nodes() {
        throw new UnsupportedOperationException("its owner knows who is there");
    }

    @Override
    public Subscription watchNodes(final Consumer<List<String>> listener) {
        throw new UnsupportedOperationException("its owner watches");
    }

    @Override
    public void close() {
        // nothing is held
    }
}
