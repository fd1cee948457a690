package org.rankferry.engine;

import org.rankferry.engine.api.Source;
import org.rankferry.engine.api.SourceObserver;
import org.rankferry.engine.api.SourceOptions;
import org.rankferry.engine.api.Target;
import org.rankferry.engine.api.TargetObserver;
import org.rankferry.engine.api.TargetOptions;
import org.rankferry.engine.source.RunningSource;
import org.rankferry.engine.target.RunningTarget;

/** Starts sources and targets. */
public final class Rankferry {
    private Rankferry() {
    }

    /**
     * Starts a source: opens its door, makes its pool, and goes to its target.
     *
     * @param options of the source.
     * @throws RuntimeException with one line, when the machine or an option does not allow it.
     */
    public static Source source(final SourceOptions options) {
        return source(options, SourceObserver.NONE);
    }

    /**
     * Starts a source that tells what happens.
     *
     * @param options  of the source.
     * @param observer called on the agent's thread.
     */
    public static Source source(final SourceOptions options, final SourceObserver observer) {
        return new RunningSource(options, observer);
    }

    /**
     * Starts a target: opens its store, prepares its reserve, and listens.
     *
     * @param options of the target.
     * @throws RuntimeException with one line, when the machine or an option does not allow it.
     */
    public static Target target(final TargetOptions options) {
        return target(options, TargetObserver.NONE);
    }

    /**
     * Starts a target that tells what happens.
     *
     * @param options  of the target.
     * @param observer called on the agent's thread.
     */
    public static Target target(final TargetOptions options, final TargetObserver observer) {
        return new RunningTarget(options, observer);
    }
}
