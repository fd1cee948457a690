package org.rankferry.bench;

import java.nio.file.Path;

import org.rankferry.bench.scene.BenchCase;
import org.rankferry.bench.scene.BenchContent;
import org.rankferry.bench.scene.BenchScene;
import org.rankferry.bench.scene.LocalTarget;
import org.rankferry.bench.scene.Scratch;
import org.rankferry.bench.scene.TargetPlace;
import org.rankferry.engine.agent.NativeProgram;
import org.rankferry.engine.api.RdmaOptions;
import org.rankferry.engine.cli.ClosingStack;

/** A scene for a test, and the directory it lives in. */
final class BenchPlace implements AutoCloseable {
    private static final String NAME = "bench";
    private static final long SEED = 1;

    private final ClosingStack closing = new ClosingStack();
    private final Scratch scratch;
    private final BenchScene scene;

    BenchPlace(final BenchCase spec) {
        try {
            scratch = closing.open(Scratch::new);
            scene = closing.open(() -> new BenchScene(
                spec, new BenchScene.SourcePlace(
                    scratch.secret(), scratch, RdmaOptions.DEFAULT, BenchContent.UNCHECKED, SEED,
                    NativeProgram.find("rankferry-rank")),
                NAME, each -> new LocalTarget(each, new TargetPlace(
                    TargetPlace.LOOPBACK, scratch.secret(), scratch, null, RdmaOptions.DEFAULT, NAME, SEED))));
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
