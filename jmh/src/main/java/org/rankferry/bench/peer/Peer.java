package org.rankferry.bench.peer;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import org.rankferry.engine.api.TransferException;

/** A tool that copies files. */
public enum Peer {
    /** A daemon on loopback takes whole files, and checks their sums as it always does. */
    RSYNC("rsync -W", "rsync", "rsync"),
    /** A stream over loopback that nobody checks. */
    TAR_NC("tar | nc", "netcat-openbsd tar", "tar nc"),
    /** A copy on this host that nobody checks. */
    CP("cp", "coreutils", "cp");

    private static final String OPEN_BSD = "OpenBSD";

    private final String words;
    private final String packages;
    private final String programs;

    Peer(final String words, final String packages, final String programs) {
        this.words = words;
        this.packages = packages;
        this.programs = programs;
    }

    /** As the result names it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As people name it. */
    public String words() {
        return words;
    }

    /** What it takes to have it here, in one line; null when it is here. */
    public String missing() {
        return missing(System.getenv().getOrDefault("PATH", ""));
    }

    /** The same with another search path. */
    String missing(final String path) {
        for (final String program : programs.split(" ", -1)) {
            if (!isInstalled(program, path)) {
                return words + " is left out: " + program + " is not installed; run: apt-get install " + packages;
            }
        }
        return this == TAR_NC && !new Command("nc", "-h").outcome().contains(OPEN_BSD)
            ? words + " is left out: nc is not OpenBSD's; run: apt-get install " + packages : null;
    }

    /**
     * Starts what it takes to copy.
     *
     * @param files that are copied.
     * @throws TransferException in one line, when it can't be started.
     */
    PeerCopy open(final PeerFiles files) {
        return switch (this) {
            case RSYNC -> new RsyncCopy(files);
            case TAR_NC -> new TarCopy(files);
            case CP -> () -> new Command("cp", "-r", files.from() + "/.", files.to().toString()).run(files.limit());
        };
    }

    private static boolean isInstalled(final String program, final String path) {
        for (final String directory : path.split(File.pathSeparator, -1)) {
            if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }
}
