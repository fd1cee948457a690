package org.rankferry.compare.host;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.rankferry.engine.api.TransferException;

/**
 * A program of others.
 *
 * @param name       of the file.
 * @param debPackage of Debian that brings it.
 */
public record Tool(String name, String debPackage) {
    /** Servers are there, and not on the path of every user. */
    private static final List<String> ALSO = List.of("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin");

    /** Where it is, on the path or in the system's directories; empty when it is not installed. */
    public Optional<Path> find() {
        final String path = System.getenv("PATH");
        return Stream.concat(
                Stream.of((path == null ? "" : path).split(File.pathSeparator, -1)), ALSO.stream())
            .filter(directory -> directory.startsWith("/"))
            .map(directory -> Path.of(directory, name))
            .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
            .findFirst();
    }

    /** As a word of a command line. */
    public String path() {
        return find().orElseThrow(() -> missing(name, List.of(this))).toString();
    }

    /**
     * Says which of them are missing.
     *
     * @param what needs them, as the subject of a sentence.
     * @return one line with the remedy; empty when all are there.
     */
    public static Optional<String> findMissing(final String what, final List<Tool> tools) {
        final List<Tool> missing = tools.stream().filter(tool -> tool.find().isEmpty()).toList();
        return missing.isEmpty() ? Optional.empty() : Optional.of(missing(what, missing).getMessage());
    }

    private static TransferException missing(final String what, final List<Tool> missing) {
        return new TransferException(what + " needs " + String.join(", ", missing.stream().map(Tool::name).toList())
            + ", not installed here; run: apt-get install "
            + String.join(" ", missing.stream().map(Tool::debPackage).distinct().toList()));
    }
}
