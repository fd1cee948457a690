package org.rankferry.system;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The class path of {@code rankferry} for tests, and an archive of the classes that it loads when it starts: these
 * tests start hundreds of JVMs, and an emulated machine takes seconds for each. The tests' own classes are among them,
 * for JVMs that run tests there. Made once for a build; system properties hand it on to a virtual machine, which sees
 * the same files.
 *
 * @param classPath jars only: there is no archive for directories.
 * @param file      or null, when it could not be made.
 */
record StartArchive(String classPath, Path file) {
    static final String CLASS_PATH = "rankferry.test.main.class.path";
    static final String ARCHIVE = "rankferry.test.main.archive";
    private static final Path HOME = Path.of("target", "start-archive").toAbsolutePath();
    private static final long TRAINING_S = 120;

    /** Once for each JVM that runs tests. */
    private static final class Once {
        private static final StartArchive INSTANCE = handedOn();
    }

    /** The one of this build. */
    static StartArchive get() {
        return Once.INSTANCE;
    }

    /** Options of a JVM that uses it. */
    List<String> options() {
        final List<String> options = new ArrayList<>(List.of("-cp", classPath));
        if (file != null) {
            options.addAll(List.of("-XX:SharedArchiveFile=" + file, "-Xlog:disable"));
        }
        if (WarmJvm.isWanted()) {
            // The host has verified the same classes; here it takes a tenth of each start.
            options.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-BytecodeVerificationRemote"));
        }
        return options;
    }

    private static StartArchive handedOn() {
        final String classPath = System.getProperty(CLASS_PATH);
        if (classPath != null) {
            final String file = System.getProperty(ARCHIVE, "");
            return new StartArchive(classPath, file.isEmpty() ? null : Path.of(file));
        }
        try {
            return make();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StartArchive make() throws IOException {
        Files.createDirectories(HOME);
        final List<String> jars = new ArrayList<>();
        for (final String entry : List.of(JavaCommand.testClassPath().split(":", -1))) {
            final Path path = Path.of(entry);
            if (Files.isRegularFile(path)) {
                jars.add(entry);
            } else if (!entry.isEmpty() && Files.isDirectory(path)) {
                jars.add(jar(path).toString());
            }
        }
        final String classPath = String.join(":", jars);
        final Path file = HOME.resolve(key(jars) + ".jsa");
        if (!Files.exists(file)) {
            train(classPath, file);
        }
        return new StartArchive(classPath, Files.exists(file) ? file : null);
    }

    /** Changes when a jar does. */
    private static String key(final List<String> jars) throws IOException {
        long key = System.getProperty("java.vm.version").hashCode();
        for (final String jar : jars) {
            key = key * 31 + jar.hashCode();
            key = key * 31 + Files.getLastModifiedTime(Path.of(jar)).toMillis();
        }
        return Long.toHexString(key);
    }

    private static void train(final String classPath, final Path file) throws IOException {
        try (Stream<Path> old = Files.list(HOME)) {
            for (final Path path : old.filter(path -> path.toString().endsWith(".jsa")).toList()) {
                Files.delete(path);
            }
        }
        final Path unfinished = HOME.resolve("new.archive");
        final Path classes = HOME.resolve("classes");
        final List<String> training = JavaCommand.java(
            List.of("-XX:DumpLoadedClassList=" + classes, "-cp", classPath));
        training.add(StartTraining.class.getName());
        final List<String> dump = JavaCommand.java(List.of(
            "-Xshare:dump", "-XX:SharedClassListFile=" + classes, "-XX:SharedArchiveFile=" + unfinished,
            "-cp", classPath));
        if (run(training) && run(dump)) {
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static boolean run(final List<String> command) throws IOException {
        final Process process = new ProcessBuilder(command).redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(HOME.resolve("training.log").toFile())).start();
        try {
            return process.waitFor(TRAINING_S, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            process.destroyForcibly();
        }
    }

    /** The classes of a directory in a jar, made anew when one has changed. */
    private static Path jar(final Path classes) throws IOException {
        final String module = classes.getParent().getParent().getFileName().toString();
        final Path jar = HOME.resolve(module + "-" + classes.getFileName() + ".jar");
        try (Stream<Path> walk = Files.walk(classes)) {
            final List<Path> files = walk.filter(Files::isRegularFile).sorted().toList();
            if (!Files.exists(jar) || files.stream().anyMatch(file -> isNewer(file, jar))) {
                write(jar, classes, files);
            }
        }
        return jar;
    }

    private static boolean isNewer(final Path file, final Path jar) {
        try {
            return Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(jar)) > 0;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(final Path jar, final Path classes, final List<Path> files) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar); JarOutputStream entries = new JarOutputStream(out)) {
            for (final Path file : files) {
                entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, entries);
                entries.closeEntry();
            }
        }
    }
}
