package org.rankferry.system;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line that runs {@code rankferry} from the class path of this test. */
final class JavaCommand {
    private JavaCommand() {
    }

    /** With options of the JVM, and rankferry's own words. */
    static List<String> of(final List<String> jvmOptions, final List<String> words) {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xshare:auto", "-XX:+UseSerialGC", "-XX:-UsePerfData"));
        command.addAll(jvmOptions);
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(option -> option.startsWith("--")).forEach(command::add);
        // Surefire hides the class path in the manifest of a jar, but tells what is in it.
        final String classPath =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        command.addAll(List.of("-cp", classPath, "org.rankferry.engine.cli.Main"));
        command.addAll(words);
        return command;
    }
}
