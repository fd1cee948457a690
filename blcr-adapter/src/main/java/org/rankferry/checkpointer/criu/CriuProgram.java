package org.rankferry.checkpointer.criu;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code criu} to run: {@code $RANKFERRY_CRIU}, or the one on the path. */
final class CriuProgram {
    static final String VARIABLE = "RANKFERRY_CRIU";
    /** More words for every dump and restore, such as {@code --tcp-established}. */
    static final String OPTIONS_VARIABLE = "RANKFERRY_CRIU_OPTIONS";

    private static final String REMEDY = "install package criu, 4.0 or later (bin/setup --criu fetches it), or say"
        + " where it is with " + VARIABLE;
    private static final Pattern VERSION = Pattern.compile("Version: (\\d\\S*)");
    private static final long ANSWER_SECONDS = 10;
    /** Earlier ones fail on kernels of today. */
    private static final int LEAST_VERSION = 4;

    /** The one that was found; it is looked for once, since that takes a while. */
    private static volatile CriuProgram found;

    private final String program;
    private final List<String> options;

    CriuProgram(final String program, final List<String> options) {
        this.program = program;
        this.options = List.copyOf(options);
    }

    /** The one that is installed, or what is in the way. */
    static CriuProgram find() throws IOException {
        CriuProgram known = found;
        if (known == null) {
            final String words = System.getenv(OPTIONS_VARIABLE);
            known = new CriuProgram(search(), words == null || words.isBlank() ? List.of()
                : Arrays.asList(words.strip().split("\\s+")));
            found = known;
        }
        return known;
    }

    private static String search() throws IOException {
        final String given = System.getenv(VARIABLE);
        if (given != null) {
            if (!Files.isExecutable(Path.of(given))) {
                throw new IOException("there is no program criu at " + given + "; " + REMEDY);
            }
            return given;
        }
        String old = null;
        for (final Path place : places()) {
            final String program = place.resolve("criu").toString();
            if (Files.isExecutable(Path.of(program))) {
                if (Integer.parseInt(versionOf(program).replaceFirst("\\D.*", "")) >= LEAST_VERSION) {
                    return program;
                }
                old = program;
            }
        }
        throw new IOException((old == null ? "there is no program criu; " : old + " is too old; ") + REMEDY);
    }

    private static List<Path> places() {
        final List<Path> places = new ArrayList<>();
        final String path = System.getenv("PATH");
        if (path != null) {
            Arrays.stream(path.split(File.pathSeparator)).filter(place -> !place.isEmpty()).map(Path::of)
                .forEach(places::add);
        }
        places.add(Path.of("/usr/sbin")); // not on the path of most users, and it is not for them
        final String cache = System.getenv("XDG_CACHE_HOME");
        places.add((cache != null ? Path.of(cache) : Path.of(System.getProperty("user.home"), ".cache"))
            .resolve("rankferry").resolve("criu"));
        return places;
    }

    /** Of the program. */
    String path() {
        return program;
    }

    /** As the program says. */
    String version() throws IOException {
        return versionOf(program);
    }

    private static String versionOf(final String program) throws IOException {
        final Process process = new ProcessBuilder(program, "--version").redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            final String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            final Matcher version = VERSION.matcher(said);
            if (!process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS) || !version.find()) {
                throw new IOException(program + " --version says '" + said.strip() + "': that is no CRIU; " + REMEDY);
            }
            return version.group(1);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** To dump a process tree into the streamer of a directory; it stays stopped. */
    List<String> dump(final long pid, final Path directory) {
        return command(List.of("dump", "--stream", "--tree", Long.toString(pid), "--leave-stopped",
            "--images-dir", directory.toString(), "--log-file", CriuDirectory.LOG, "-v2"), List.of());
    }

    /** To restore one from the streamer of a directory; it runs on by itself. */
    List<String> restore(final Path directory, final List<String> words) {
        return command(List.of("restore", "--stream", "--restore-detached", "--restore-sibling",
            "--images-dir", directory.toString(), "--log-file", CriuDirectory.LOG, "-v2"), words);
    }

    private List<String> command(final List<String> own, final List<String> words) {
        final List<String> command = new ArrayList<>();
        command.add(program);
        command.addAll(own);
        command.addAll(options);
        command.addAll(words);
        return command;
    }
}
