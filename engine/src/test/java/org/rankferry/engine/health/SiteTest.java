package org.rankferry.engine.health;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a site plugs in. */
class SiteTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path root;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "true                                   | OK      | ''",
        "echo fan 3; echo more; exit 1          | FAILING | fan 3",
        "exit 1                                 | FAILING | the command says so",
        "echo $RANKFERRY_NODE; exit 1           | FAILING | n7",
        "echo cause >&2; exit 2                 | UNKNOWN | does not work: exit code 2: cause",
        "kill -9 $$                             | UNKNOWN | does not work: exit code 137",
        "no-such-predictor                      | UNKNOWN | exit code 127",
        "head -c 3000000 /dev/zero; exit 1      | FAILING | ''"})
    void theExitCodeOfACommandTells(final String command, final Health health, final String reason) {
        final Reading reading = run(command, LONG);
        assertEquals(health, reading.raised());
        assertTrue(reading.reason().contains(reason), reading.reason());
    }

    @Test
    void aCommandThatDoesNotEndTellsNothingAndIsGone() throws IOException {
        final Path pid = root.resolve("pid");
        final Reading reading = run("sleep 1000 & echo $! > " + pid + "; wait", Duration.ofMillis(500));
        assertEquals(Health.UNKNOWN, reading.raised());
        assertTrue(reading.reason().endsWith("no end within 0.5 s; it was killed"), reading.reason());
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).ifPresent(
            child -> child.onExit().orTimeout(30, TimeUnit.SECONDS).join());
    }

    @Test
    void whatACommandLeavesBehindIsNotWaitedFor() throws IOException {
        final Path pid = root.resolve("pid");
        final Reading reading = run("sleep 1000 & echo $! > " + pid + "; echo bad; exit 1", LONG);
        assertEquals("bad", reading.reason());
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow().destroyForcibly();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "ok                | OK      | ''",
        "warning disk slow | WARNING | disk slow",
        "failing  NVMe 2   | FAILING | NVMe 2",
        "failing           | FAILING | the file says so",
        "fine              | UNKNOWN | begins with 'fine'; write ok, warning or failing",
        "''                | UNKNOWN | begins with ''"})
    void theFirstWordOfAFileTells(final String text, final Health health, final String reason) throws IOException {
        final Path file = Files.writeString(root.resolve("health"), text + "\nmore\n");
        final Reading reading = new SiteFile(file).read(0).getFirst();
        assertEquals(health, reading.raised());
        assertTrue(reading.reason().contains(reason), reading.reason());
    }

    @Test
    void aFileThatIsNotThereTellsNothing() {
        final Reading reading = new SiteFile(root.resolve("none")).read(0).getFirst();
        assertEquals(Health.UNKNOWN, reading.raised());
        assertEquals("health file " + root.resolve("none") + " does not exist", reading.reason());
    }

    private static Reading run(final String command, final Duration deadline) {
        return new SiteCommand(command, "n7", deadline).read(0).getFirst();
    }
}
