package org.rankferry.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import org.rankferry.engine.agent.NativeProgram;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.demo.Child;

/**
 * The solver as a job on nodes: started, moved, dumped, ended, brought back, and in the end asked for its answer. One
 * job at a time; used by one thread.
 */
final class SolverJob {
    static final String NAME = "heat";
    private static final String SOLVER = "rankferry-heat";
    private static final String RUNS = "job " + NAME + ": all ranks run";
    private static final String ANSWER = "answer:";
    private static final String MOST_ITERATIONS = "1000000000";
    private static final double NS = 1e9;

    private final NodeProcesses nodes;
    private final Workload workload;
    private final Path output;
    private final List<String> placed;
    private String spare;
    private Child process;

    /**
     * A job that has not begun.
     *
     * @param nodes    it runs on.
     * @param workload that it is.
     * @param placed   names of its nodes, in the order of ranks; more are left alone.
     * @param spare    name of the node that is moved to first.
     */
    SolverJob(final NodeProcesses nodes, final Workload workload, final List<String> placed, final String spare) {
        this.nodes = nodes;
        this.workload = workload;
        this.placed = new ArrayList<>(placed.subList(0, workload.nodes()));
        this.spare = spare;
        output = nodes.work().resolve("output");
    }

    /**
     * Starts it, and waits until all ranks run.
     *
     * @param iterations to do, or 0 for as many as there is time for until {@link #finish}.
     * @param route      options of its images' way.
     */
    void start(final long iterations, final List<String> route) {
        clearOutput();
        final List<String> words = new ArrayList<>(List.of(
            "job", "--secret-file", nodes.secret().toString(), "--name", NAME,
            "--ranks", Integer.toString(workload.ranks()), "--on", String.join(",", placed),
            "--journal", journal().toString(), "--output", output.toString()));
        words.addAll(route);
        words.add(NativeProgram.find(SOLVER).toString());
        words.addAll(workload.solverWords());
        words.addAll(List.of("--iterations", iterations == 0 ? MOST_ITERATIONS : Long.toString(iterations)));
        if (iterations == 0) {
            words.addAll(List.of("--until", enough().toString()));
        }
        process = nodes.command("job", words.toArray(String[]::new));
        nodes.awaitLine(process, RUNS);
    }

    /** Moves the ranks of the second node to the spare, which changes places with it. */
    Map<String, Object> migrate() {
        final String off = placed.get(1);
        final Map<String, Object> result = nodes.ask("migrate", "--off", off, "--onto", spare, NAME);
        swap(off);
        return result;
    }

    /** Dumps all ranks to files below a directory; they run on. */
    Map<String, Object> checkpoint(final Path to) {
        return nodes.ask("checkpoint", "--to", to.toString(), NAME);
    }

    /** Ends it, as if it were lost. */
    void stop() {
        nodes.stop(process);
    }

    /**
     * Brings it back from a checkpoint.
     *
     * @param from      directory of the checkpoint.
     * @param elsewhere whether the spare takes the ranks of the second node.
     * @return seconds from the command until all ranks run.
     */
    double restart(final Path from, final boolean elsewhere) {
        final List<String> words = new ArrayList<>(List.of(
            "restart", "--secret-file", nodes.secret().toString(), "--journal", journal().toString(),
            "--output", output.toString()));
        if (elsewhere) {
            final String off = placed.get(1);
            final List<String> on = new ArrayList<>(placed);
            Collections.sort(on); // the images of nodes are taken in the order of their names
            Collections.replaceAll(on, off, spare);
            words.addAll(List.of("--on", String.join(",", on)));
            swap(off);
        }
        words.add(from.toString());
        final long beganNs = System.nanoTime();
        process = nodes.command("restart", words.toArray(String[]::new));
        nodes.awaitLine(process, RUNS);
        return (System.nanoTime() - beganNs) / NS;
    }

    /** Waits for it to have done all its iterations. */
    void awaitEnd() {
        nodes.awaitEnd(process);
    }

    /** Lets it end, with the answer that it has by then. */
    void finish() {
        try {
            Files.createFile(enough());
            nodes.awaitEnd(process);
            Files.delete(enough());
        } catch (final IOException e) {
            throw new TransferException("file " + enough() + " can't be made or removed: " + e.getMessage(), e);
        }
    }

    /** Iterations done so far, as rank 0 has last reported them. */
    long iterations() {
        final List<String> lines = lines();
        return lines.isEmpty() ? 0 : Long.parseLong(lines.getLast().replaceFirst("^\\D*(\\d+).*", "$1"));
    }

    /**
     * Compares the answer with that of one process which computes alone.
     *
     * @return {@code ok}, or both answers.
     */
    String verify() {
        final String got = answer(lines());
        final List<String> words = new ArrayList<>(List.of(NativeProgram.find(SOLVER).toString()));
        words.addAll(workload.solverWords());
        words.addAll(List.of(
            "--iterations", Long.toString(iterations()), "--alone", Integer.toString(workload.ranks())));
        final Child alone = nodes.program("alone", words);
        nodes.awaitEnd(alone);
        final String expected = answer(alone.output());
        return got.equals(expected) ? "ok" : "the answer is '" + got + "' instead of '" + expected + "'";
    }

    Workload workload() {
        return workload;
    }

    /** Of its manager. */
    Child process() {
        return process;
    }

    /** Names of its nodes now. */
    List<String> placed() {
        return List.copyOf(placed);
    }

    String spare() {
        return spare;
    }

    private void swap(final String off) {
        Collections.replaceAll(placed, off, spare);
        spare = off;
        // A node that was left takes no part until its operator says that it is well.
        nodes.awaitEnd(nodes.command("spare", "spare", "--agent", off));
    }

    private static String answer(final List<String> lines) {
        return lines.stream().filter(line -> line.startsWith(ANSWER)).reduce((first, second) -> second)
            .orElseThrow(() -> new TransferException("the solver has printed no answer"));
    }

    private List<String> lines() {
        final Path file = output.resolve(NAME + "-rank-0.out");
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (final IOException e) {
            throw new TransferException("what the solver printed can't be read: " + e.getMessage(), e);
        }
    }

    private void clearOutput() {
        try {
            Files.createDirectories(output);
            Files.deleteIfExists(output.resolve(NAME + "-rank-0.out"));
        } catch (final IOException e) {
            throw new TransferException("directory " + output + " can't be used: " + e.getMessage(), e);
        }
    }

    private Path journal() {
        return nodes.work().resolve(NAME + ".journal");
    }

    private Path enough() {
        return nodes.work().resolve("enough");
    }
}
