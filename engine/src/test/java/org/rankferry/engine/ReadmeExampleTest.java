package org.rankferry.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.engine.api.SecretFile;
import org.rankferry.engine.api.Source;
import org.rankferry.engine.api.SourceOptions;
import org.rankferry.engine.api.Target;
import org.rankferry.engine.api.TargetOptions;
import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.rank.RankWriter;
import org.rankferry.engine.rank.StreamWriter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** The example in the README is this one, and it works. */
class ReadmeExampleTest {
    @Test
    void works(@TempDir final Path root) throws IOException {
        final Path secret = root.resolve("secret");
        SecretFile.create(secret);
        final Path images = root.resolve("images");
        final byte[] state = {1, 2, 3};
        example(secret, images, state);
        assertArrayEquals(state, Files.readAllBytes(images.resolve("rank-0").resolve("ctx")));
    }

    @Test
    void isWhatTheReadmeShows() throws IOException {
        final List<String> readme = block(Files.readAllLines(Path.of("../README.md")), "```java", "```");
        final List<String> here = block(
            Files.readAllLines(Path.of("src/test/java/org/rankferry/engine/ReadmeExampleTest.java")),
            "        // README begins", "        // README ends");
        assertEquals(String.join("\n", readme), String.join("\n", here).indent(-8).strip());
    }

    private static void example(final Path secret, final Path images, final byte[] state) {
        // README begins
        TargetOptions targetOptions = TargetOptions.builder("127.0.0.1:0", secret, images).store("file").build();
        try (Target target = Rankferry.target(targetOptions)) {
            SourceOptions sourceOptions = SourceOptions.builder("lu", 1, secret, target.address()).build();
            try (Source source = Rankferry.source(sourceOptions);
                RankWriter rank = RankWriter.attach(source.door(), "lu", 0, Duration.ofSeconds(30))) {
                rank.awaitCheckpoint();
                StreamWriter stream = rank.open("ctx", 0);
                stream.write(ByteBuffer.wrap(state));
                stream.end();
                rank.endImage();
                TransferResult result = target.awaitCommitted(Duration.ofSeconds(30));
                System.out.println(result.bytes() + " bytes in " + result.directory());
            }
        }
        // README ends
    }

    private static List<String> block(final List<String> lines, final String begin, final String end) {
        final int from = lines.indexOf(begin) + 1;
        final List<String> rest = lines.subList(from, lines.size());
        return rest.subList(0, rest.indexOf(end));
    }
}
