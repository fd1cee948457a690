package org.rankferry.engine.coordinator.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;

import org.rankferry.engine.agent.NativeProgram;
import org.rankferry.engine.api.TransferException;

/**
 * One copy of a rank on this node: the launcher that runs it. When this is ended, or the agent dies, the launcher kills
 * the rank and everything it has started, and ends only then.
 */
final class RankProcess implements RankCopy {
    private static final String LAUNCHER = "rankferry-launch";
    private static final long KILL_SECONDS = 5;

    private final Process process;
    /** Done when its end has been told. */
    private final CompletableFuture<Void> told;

    private RankProcess(final Process process, final CompletableFuture<Void> told) {
        this.process = process;
        this.told = told;
    }

    /**
     * Starts a copy.
     *
     * @param name        of its files.
     * @param by          words of what starts the launcher, {@code {command}} among them or not; empty for this.
     * @param command     of the rank.
     * @param environment beside the agent's own.
     * @param directory   to run in.
     * @param output      directory for {@code NAME.out} and {@code NAME.err}, which are added to.
     * @param onEnd       called on some thread with the exit code, when no process of the copy is left.
     * @throws TransferException when it can't be started.
     */
    static RankProcess start(
        final String name, final List<String> by, final List<String> command, final Map<String, String> environment,
        final Path directory, final Path output, final IntConsumer onEnd) {

        final List<String> launch = new ArrayList<>();
        launch.add(NativeProgram.find(LAUNCHER).toString());
        launch.addAll(command);
        final List<String> words = by.isEmpty() ? launch : StartWords.of(by, launch, environment, directory);
        try {
            Files.createDirectories(output);
            final ProcessBuilder builder = new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.resolve(name + ".out").toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(output.resolve(name + ".err").toFile()));
            builder.environment().putAll(environment);
            final Process started = builder.start();
            return new RankProcess(started, started.onExit().thenAccept(ended -> onEnd.accept(ended.exitValue())));
        } catch (final IOException e) {
            throw new TransferException(name + " can't be started: " + e.getMessage(), e);
        }
    }

    @Override
    public void end() {
        try {
            process.getOutputStream().close();
        } catch (final IOException e) {
            process.destroyForcibly(); // then the kernel tells the rank
        }
    }

    @Override
    public void close() {
        end();
        try {
            told.get(KILL_SECONDS, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (final ExecutionException | TimeoutException e) {
            process.destroyForcibly();
        }
    }
}
