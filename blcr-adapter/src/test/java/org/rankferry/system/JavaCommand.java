package org.rankferry.system;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line that runs {@code rankferry} from the class path of this test. */
public final class JavaCommand {
    private static final String MAIN = "org.rankferry.engine.cli.Main";

    private JavaCommand() {
    }

    /** With options of the JVM, and rankferry's own words. */
    static List<String> rankferry(final List<String> jvmOptions, final List<String> words) {
        return of(jvmOptions, MAIN, words);
    }

    /** The same for any class of the tests' class path. */
    static List<String> of(final List<String> jvmOptions, final String main, final List<String> words) {
        final List<String> options = new ArrayList<>(StartArchive.get().options());
        options.addAll(jvmOptions);
        final List<String> command = java(options);
        command.add(main);
        command.addAll(words);
        return command;
    }

    /** The JVM of this test, with what makes it start fast and what the libraries need. */
    public static List<String> java(final List<String> jvmOptions) {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xshare:auto", "-XX:+UseSerialGC", "-XX:-UsePerfData"));
        command.addAll(jvmOptions);
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(option -> option.startsWith("--")).forEach(command::add);
        return command;
    }

    /** Surefire hides the class path in the manifest of a jar, but tells what is in it. */
    public static String testClassPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
