package org.rankferry.engine.cli;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.rankferry.engine.agent.NativeProgram;

/**
 * A small cluster in this process whose ranks are moved there and back: what agents and job managers do when it counts,
 * which is seldom and then at once.
 */
final class ClusterTraining {
    /** So often that the JVM has compiled what a stall takes. */
    private static final int MOVES = 12;
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long LOOK_MS = 100;
    private static final String JOB = "train";

    private final Path place;
    private final String secret;
    /** No other cluster of this user has it. */
    private final String cluster = "train-" + ProcessHandle.current().pid();
    private final Deque<Thread> daemons = new ArrayDeque<>();

    ClusterTraining(final Path place, final Path secret) {
        this.place = place;
        this.secret = secret.toString();
    }

    /** Begins it, has it work, and ends it: the job first, then its nodes. */
    void run() throws InterruptedException {
        try {
            for (final String node : List.of("n0", "n1", "s0")) {
                daemon("agent", "--secret-file", secret, "--cluster", cluster, "--name", name(node));
            }
            daemon(
                "job", "--secret-file", secret, "--cluster", cluster, "--name", JOB, "--ranks", "4",
                "--on", name("n0") + "," + name("n1"), "--transport", "shm", "--output", place.toString(),
                "--journal", place.resolve("journal").toString(), NativeProgram.find("rankferry-heat").toString(),
                "--iterations", "1000000000", "--rows", "128", "--cols", "128");
            move();
            TrainCommand.run("checkpoint", "--agent", name("n0"), "--to", place.resolve("images").toString(), JOB);
            TrainCommand.run("status", "--agent", name("n0"));
        } finally {
            while (!daemons.isEmpty()) {
                daemons.peek().interrupt();
                daemons.pop().join();
            }
        }
    }

    private void move() throws InterruptedException {
        String off = name("n1");
        String onto = name("s0");
        for (int i = 0; i < MOVES; i++) {
            migrate(off, onto);
            TrainCommand.run("spare", "--agent", off);
            final String left = off;
            off = onto;
            onto = left;
        }
    }

    /** At first there may be no job yet, and then it may not have been started yet. */
    private void migrate(final String off, final String onto) throws InterruptedException {
        final long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (TrainCommand.run("migrate", "--agent", name("n0"), "--off", off, "--onto", onto, JOB) != 0) {
            if (System.nanoTime() - deadlineNs >= 0) {
                throw new CommandFailure("training failed: no migration of a job in this process", null);
            }
            Thread.sleep(LOOK_MS);
        }
    }

    private void daemon(final String... words) {
        daemons.push(Thread.ofPlatform().name(String.join(" ", words)).start(() -> TrainCommand.run(words)));
    }

    private String name(final String node) {
        return cluster + "-" + node;
    }
}
