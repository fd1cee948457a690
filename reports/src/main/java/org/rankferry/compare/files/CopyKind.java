package org.rankferry.compare.files;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.rankferry.compare.host.ProgramRun;
import org.rankferry.compare.host.Tool;
import org.rankferry.engine.api.TransferException;

/** The programs with which operators copy dumped files from one node to another, here over loopback. */
public enum CopyKind {
    /** {@code rsync -aW}: from directory to directory, two processes with a socket between them. */
    RSYNC("rsync") {
        @Override
        List<Tool> tools() {
            return List.of(new Tool("rsync", "rsync"));
        }

        @Override
        CopyTool opened(final Path workDirectory, final Duration patience) {
            return new SyncedCopy((from, to) -> ProgramRun.mustSucceed(patience, List.of(
                new Tool("rsync", "rsync").path(), "-aW", from + "/", to + "/")), () -> { });
        }
    },
    /** {@code scp -r} to an sshd on loopback with keys and configuration of its own. */
    SCP("scp") {
        @Override
        List<Tool> tools() {
            return List.of(new Tool("scp", "openssh-client"), new Tool("ssh-keygen", "openssh-client"),
                new Tool("sshd", "openssh-server"));
        }

        @Override
        CopyTool opened(final Path workDirectory, final Duration patience) {
            final LoopbackSshd sshd = LoopbackSshd.start(workDirectory);
            return new SyncedCopy(
                (from, to) -> ProgramRun.mustSucceed(patience, sshd.scp(from, to)), sshd::close);
        }
    },
    /** {@code tar -c | nc} to {@code nc -l | tar -x} on loopback. */
    TAR_NC("tar-nc") {
        @Override
        List<Tool> tools() {
            return List.of(new Tool("tar", "tar"), new Tool("nc.openbsd", "netcat-openbsd"));
        }

        @Override
        CopyTool opened(final Path workDirectory, final Duration patience) {
            return new SyncedCopy(new TarPipe(patience)::copy, () -> { });
        }
    };

    /** Longer than the slowest of them takes for what fits on one machine. */
    public static final Duration PATIENCE = Duration.ofMinutes(10);

    private final String word;

    CopyKind(final String word) {
        this.word = word;
    }

    /** On the command line, and after {@code copy-} in results. */
    public String word() {
        return word;
    }

    /**
     * The kind that a word names.
     *
     * @throws TransferException with the words there are, when it names none.
     */
    public static CopyKind ofWord(final String word) {
        return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst().orElseThrow(
            () -> new TransferException("there is no way '" + word + "' to copy files; give "
                + String.join(", ", Arrays.stream(values()).map(CopyKind::word).toList())));
    }

    /** What is not installed, in one line with the remedy; empty when all is. */
    public Optional<String> findObstacle() {
        return Tool.findMissing("a copy by " + word, tools());
    }

    /**
     * Gets ready; starts what has to listen.
     *
     * @param workDirectory a directory for keys and logs is made in it.
     * @return to be closed.
     * @throws TransferException in one line, when something is missing.
     */
    public CopyTool open(final Path workDirectory) {
        findObstacle().ifPresent(obstacle -> {
            throw new TransferException(obstacle);
        });
        return opened(workDirectory, PATIENCE);
    }

    abstract List<Tool> tools();

    abstract CopyTool opened(Path workDirectory, Duration patience);
}
