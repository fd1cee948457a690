package org.rankferry.engine.backplane.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.jgroups.JChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.engine.api.SecretFile;
import org.rankferry.engine.nativeio.ThreadPriority;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

class RaisedThreadsTest {
    @TempDir
    private Path root;

    @Test
    void whatSendsAndReceivesIsPreferredWhereThatIsAllowed() throws Exception {
        final List<Integer> wanted = new ArrayList<>();
        Thread.ofPlatform().start(ThreadPriority.raised(() -> wanted.add(ThreadPriority.niceOf(0)))).join();
        SecretFile.create(root.resolve("secret"));
        final List<Integer> found = new ArrayList<>();
        try (JChannel member = new JChannel(ClusterStack.of(LocalOptions.of(root, "n0")))) {
            member.connect("c");
            try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
                tasks.filter(task -> text(task.resolve("comm")).startsWith("TQ-Bundler"))
                    .forEach(task -> found.add(niceOf(task)));
            }
        }
        assertFalse(found.isEmpty(), "no thread that sends");
        assertEquals(wanted, found.stream().distinct().toList());
    }

    private static int niceOf(final Path task) {
        return ThreadPriority.niceOf(Long.parseLong(task.getFileName().toString()));
    }

    private static String text(final Path file) {
        try {
            return Files.readString(file);
        } catch (final IOException e) {
            return ""; // a thread that has ended
        }
    }
}
