package org.rankferry.engine.cli;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import org.rankferry.bufferpool.PoolException;
import org.rankferry.engine.Rankferry;
import org.rankferry.engine.api.Source;
import org.rankferry.engine.api.SourceOptions;
import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.observe.ResultJson;
import org.rankferry.engine.observe.TransferReport;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * What a command does that is a source: starts it, brings ranks, waits for the commit, reports. For extensions too.
 */
public final class SourceRun {
    private final CommandSpec spec;
    private final SourceFlags source;
    private final TransferFlags flags;

    /** Brings the ranks of a command. */
    @FunctionalInterface
    public interface Ranks {
        /**
         * Has ranks attach.
         *
         * @param to   where.
         * @param wait of each of a rank's waits: it may span all that the agents do meanwhile.
         * @param tell says a line to whoever looks on; returns at once.
         * @return closed when the command ends.
         */
        AutoCloseable start(Source to, Duration wait, Consumer<String> tell);

        /** What is to be known of their images before they are sent, though nothing is wrong, a line each. */
        default List<String> notes() {
            return List.of();
        }

        /** The set is committed; what becomes of the ranks here is done now. */
        default void onCommitted() {
            // They need nothing.
        }

        /** The command fails: the ranks stay here. After they were closed, if they were started. */
        default void onFailed() {
            // They need nothing.
        }

        /** What was sent, a line for each rank that has something to say. After the commit. */
        default List<String> summaries() {
            return List.of();
        }
    }

    /**
     * A run.
     *
     * @param spec   of the command.
     * @param source its options.
     * @param flags  its options.
     */
    public SourceRun(final CommandSpec spec, final SourceFlags source, final TransferFlags flags) {
        this.spec = spec;
        this.source = source;
        this.flags = flags;
    }

    /**
     * Options of the source.
     *
     * @param own           ranks that the command brings itself.
     * @param checkpointer  name and version of what writes the images of those.
     * @param expectedBytes of those images, 0 when not known.
     * @throws ParameterException when the command line does not allow it.
     */
    public SourceOptions options(final int own, final String checkpointer, final long expectedBytes) {
        try {
            return source.options(flags, own, checkpointer, expectedBytes).build();
        } catch (final IllegalArgumentException | ArithmeticException | PoolException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /**
     * Runs to the commit, or throws what it failed with.
     *
     * @param options of the source.
     * @param own     ranks that are brought here.
     * @param ranks   brings them.
     * @return the exit code.
     */
    public int run(final SourceOptions options, final int own, final Ranks ranks) {
        final SendObserver observer = new SendObserver();
        try (ClosingStack closing = new ClosingStack()) {
            final Source running = closing.open(() -> Rankferry.source(options, observer));
            announce(running, options, own, ranks.notes());
            final LiveProgress progress = closing.open(() -> new LiveProgress(flags.progress, running::progress));
            observer.tell(progress::note);
            closing.open(() -> ranks.start(running, waitOfRanks(options), progress::note));
            final TransferResult result = running.awaitCommitted(flags.timeout());
            ranks.onCommitted();
            final ResultJson json = TransferReport.of(spec.name(), result, observer.cpu().seconds()).build();
            progress.finish(json);
            ranks.summaries().forEach(flags.json.text()::println);
            ResultTable.print(json, flags.json.text());
            flags.json.write(json);
            return CommandLine.ExitCode.OK;
        } catch (final RuntimeException e) {
            ranks.onFailed();
            flags.json.writeFailed(e, fault -> TransferReport.failed(spec.name(), fault)
                .transport(options.transport(), "failed").ranks(options.ranks())
                .pool(options.chunkBytes(), options.poolBytes(), options.readDepth())
                .job(options.job(), options.epoch()));
            throw e;
        }
    }

    private void announce(
        final Source running, final SourceOptions options, final int own, final List<String> notes) {

        flags.json.text().println("job " + options.job() + ", epoch " + options.epoch() + " to " + source.addresses()
            + "; transport " + running.transportReason());
        notes.forEach(note -> flags.json.text().println("note: " + note));
        if (options.ranks() > own) {
            flags.json.text().println(
                (options.ranks() - own) + " ranks attach at " + running.door() + " (RANKFERRY_DOOR)");
        }
        flags.json.text().flush();
    }

    /** A rank's wait may span all that the agents do meanwhile, each with its own deadline. */
    private static Duration waitOfRanks(final SourceOptions options) {
        return options.deadlines().gather().plus(options.deadlines().stall()).plus(options.deadlines().resume())
            .plus(options.deadlines().commit());
    }
}
