package org.rankferry.engine.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.agrona.CloseHelper;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.errors.DistinctErrorLog;
import org.rankferry.bufferpool.directory.OwnedDirectory;
import org.rankferry.engine.api.RankProgress;
import org.rankferry.engine.api.SecretFile;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.observe.AgentCounters;
import org.rankferry.engine.observe.AgentKind;
import org.rankferry.engine.observe.CountersFile;
import org.rankferry.engine.observe.CountersSnapshot;
import org.rankferry.engine.transport.Door;
import org.rankferry.engine.transport.Readiness;
import org.rankferry.protocol.session.SharedSecret;

/**
 * What an agent owns on its host: run directory, secret, counters file, readiness, door, mailbox. Owned by the thread
 * that makes and closes it; what it hands out is used by the agent's.
 */
public final class AgentHome implements AutoCloseable {
    private static final int CLOSE_TIMEOUT_MS = 5000;

    private final OwnedDirectory directory;
    private final SharedSecret secret;
    private final CountersFile countersFile;
    private final AgentCounters counters;
    private final Readiness readiness;
    private final Door door;
    private final Mailbox mailbox;

    private AgentHome(
        final OwnedDirectory directory, final SharedSecret secret, final CountersFile countersFile,
        final Readiness readiness, final Door door) {

        this.directory = directory;
        this.secret = secret;
        this.countersFile = countersFile;
        this.counters = new AgentCounters(countersFile.counters());
        this.readiness = readiness;
        this.door = door;
        this.mailbox = new Mailbox(readiness);
    }

    /**
     * Opens the home of an agent.
     *
     * @param kind         of agent.
     * @param name         of the job (source), the target or the node.
     * @param runDirectory to live in, or null for the default.
     * @param secretFile   shared with its peers.
     * @throws TransferException when the machine or an option does not allow it; then nothing is left.
     */
    public static AgentHome open(
        final AgentKind kind, final String name, final Path runDirectory, final Path secretFile) {

        SharedSecret secret = null;
        OwnedDirectory directory = null;
        CountersFile countersFile = null;
        Readiness readiness = null;
        try {
            secret = new SharedSecret(SecretFile.read(secretFile));
            final Path run = runDirectory == null ? OwnedDirectory.defaultRunDirectoryPath() : runDirectory;
            directory = switch (kind) {
                case SOURCE -> OwnedDirectory.forSource(run, name);
                case TARGET -> OwnedDirectory.forTarget(run, name);
                case NODE -> OwnedDirectory.forNode(run, name);
                case JOB -> OwnedDirectory.forJob(run, name);
            };
            countersFile = CountersFile.create(directory.path(), kind, name);
            readiness = new Readiness();
            return new AgentHome(
                directory, secret, countersFile, readiness, new Door(directory.path().resolve("door"), readiness));
        } catch (final IOException e) {
            CloseHelper.quietCloseAll(readiness, countersFile, directory, secret);
            throw new TransferException(kind + " " + name + " can't start: " + e.getMessage(), e);
        } catch (final RuntimeException e) {
            CloseHelper.quietCloseAll(readiness, countersFile, directory, secret);
            throw e;
        }
    }

    /**
     * Starts an agent on a thread of its own, named for its role.
     *
     * @param agent   to run.
     * @param idle    between duty cycles without work.
     * @param onError hears what escaped a duty cycle, after it was logged; the agent goes on.
     * @return what stops it, with {@link #stop}.
     */
    public AgentRunner start(
        final Agent agent, final IdleStrategy idle, final Runnable onError) {

        final AgentRunner runner = new AgentRunner(idle, error -> {
            countersFile.errorLog().record(error);
            onError.run();
        }, null, agent);
        AgentRunner.startOnThread(runner);
        return runner;
    }

    /** Stops an agent and waits until it has closed. */
    public void stop(final AgentRunner runner) {
        mailbox.closing();
        runner.close(CLOSE_TIMEOUT_MS, thread -> readiness.wakeup());
    }

    /** The run directory, and what removes it. */
    public OwnedDirectory directory() {
        return directory;
    }

    /** The secret; wiped when this is closed. */
    public SharedSecret secret() {
        return secret;
    }

    /** The file other processes read. */
    public CountersFile countersFile() {
        return countersFile;
    }

    /** The agent's counters. */
    public AgentCounters counters() {
        return counters;
    }

    /** Where errors are kept. */
    public DistinctErrorLog errorLog() {
        return countersFile.errorLog();
    }

    /** What the agent sleeps on. */
    public Readiness readiness() {
        return readiness;
    }

    /** Where processes of this host attach. */
    public Door door() {
        return door;
    }

    /** How other threads reach the agent. */
    public Mailbox mailbox() {
        return mailbox;
    }

    /** How far each rank has come, as the counters file shows it. Any thread. */
    public List<RankProgress> progress() {
        try {
            return CountersSnapshot.read(countersFile.path()).progress();
        } catch (final IOException e) {
            throw new TransferException("progress can't be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        CloseHelper.closeAll(door, readiness, countersFile, secret, directory);
    }
}
