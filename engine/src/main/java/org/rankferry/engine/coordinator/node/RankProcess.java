package org.rankferry.engine.coordinator.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;

import org.rankferry.engine.agent.NativeProgram;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.checkpoint.Restore;

/**
 * One copy of a rank on this node: the launcher that runs it. When this is ended, or the agent dies, the launcher kills
 * the rank and everything it has started, and ends only then.
 */
final class RankProcess implements RankCopy {
    private static final String LAUNCHER = "rankferry-launch";
    private static final long KILL_SECONDS = 5;

    private final Process process;
    private final LastWords words;
    /** Done when its end has been told. */
    private final CompletableFuture<Void> told;
    /** What a restore has left behind; it would not die with its launcher, if that were killed. */
    private volatile ProcessHandle adopted;

    /** A copy, and the command that brings it to life. */
    record Restoring(RankCopy copy, Restore.Started command) {
    }

    /** What a launcher tells of its command, and of itself when it has died before that. */
    private record Adopting(RankProcess copy, Path status) implements Restore.Started {
        @Override
        public boolean isAlive() {
            return copy.process.isAlive() && !Files.exists(status);
        }

        @Override
        public int exitCode() {
            try {
                copy.adopted = copy.process.children().findFirst().orElse(null);
                return Files.exists(status) ? Integer.parseInt(Files.readString(status).strip())
                    : copy.process.exitValue();
            } catch (final IOException e) {
                throw new TransferException("file " + status + " can't be read: " + e.getMessage(), e);
            }
        }
    }

    private RankProcess(final Process process, final LastWords words, final IntConsumer onEnd) {
        this.process = process;
        this.words = words;
        told = process.onExit().thenAccept(ended -> {
            if (adopted != null) {
                final boolean ignored = adopted.destroyForcibly();
            }
            onEnd.accept(ended.exitValue());
        });
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
        return start(
            name, by.isEmpty() ? launch : StartWords.of(by, launch, environment, directory), environment, directory,
            output, onEnd);
    }

    /**
     * Starts a command that leaves a copy behind.
     *
     * @param name      of its files, as with {@link #start}.
     * @param command   that restores the rank.
     * @param directory to run in.
     * @param output    directory of its files.
     * @param status    file for how the command ends; must not be there.
     * @param onEnd     called on some thread with the exit code, when no process of the copy is left.
     * @throws TransferException when it can't be started.
     */
    static Restoring restore(
        final String name, final List<String> command, final Path directory, final Path output, final Path status,
        final IntConsumer onEnd) {

        final List<String> launch = new ArrayList<>(
            List.of(NativeProgram.find(LAUNCHER).toString(), "--adopt", status.toString()));
        launch.addAll(command);
        final RankProcess started = start(name, launch, Map.of(), directory, output, onEnd);
        return new Restoring(started, new Adopting(started, status));
    }

    private static RankProcess start(
        final String name, final List<String> words, final Map<String, String> environment, final Path directory,
        final Path output, final IntConsumer onEnd) {

        try {
            Files.createDirectories(output);
            final Path errors = output.resolve(name + ".err");
            final LastWords last = new LastWords(errors);
            final ProcessBuilder builder = new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.resolve(name + ".out").toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
            builder.environment().putAll(environment);
            return new RankProcess(builder.start(), last, onEnd);
        } catch (final IOException e) {
            throw new TransferException(name + " can't be started: " + e.getMessage(), e);
        }
    }

    @Override
    public OptionalLong root() {
        return process.children().mapToLong(ProcessHandle::pid).findFirst();
    }

    @Override
    public String lastWords() {
        return words.read();
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
