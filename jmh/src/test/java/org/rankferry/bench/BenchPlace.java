package org.rankferry.bench;

import java.nio.file.Path;

import org.rankferry.engine.agent.NativeProgram;
import org.rankferry.engine.api.RdmaOptions;
import org.rankferry.engine.cli.ClosingStack;

/** A scene for a test, and the directory it lives in. */
final class BenchPlace implements AutoCloseable {
    private final ClosingStack closing = new ClosingStack();
    private final Scratch scratch;
    private final BenchScene scene;

    BenchPlace(final BenchCase spec) {
        final BenchPlan plan = new BenchPlan(
            1, 0, BenchContent.UNCHECKED, false, 1, RdmaOptions.DEFAULT, null, NativeProgram.find("rankferry-rank"),
            NativeProgram.find("rankferry-baseline"));
        try {
            scratch = closing.open(Scratch::new);
            scene = closing.open(() -> new BenchScene(spec, plan, scratch));
        } catch (final RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    BenchScene scene() {
        return scene;
    }

    /** Everything of the scene lies beneath it: pool, images, counters. */
    Path root() {
        return scratch.root();
    }

    @Override
    public void close() {
        closing.close();
    }
}
