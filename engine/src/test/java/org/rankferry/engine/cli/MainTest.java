package org.rankferry.engine.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankferry.engine.api.SecretFile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rankferry.engine.cli.Run.run;

class MainTest {
    @TempDir
    private Path root;

    @Test
    void versionAndHelp() {
        assertTrue(run("--version").out().startsWith("rankferry 0."));
        final Run help = run("--help");
        assertEquals(0, help.code());
        for (final String command : List.of(
            "demo", "transfer", "send", "receive", "verify", "stat", "doctor", "agent", "status", "job", "migrate",
            "cancel", "checkpoint", "restart", "restore", "spare", "health", "completion")) {
            assertTrue(help.out().contains("\n  " + command + " "), help.out());
        }
        assertFalse(help.out().contains("train"), "what only the build needs is not shown");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "demo", "transfer", "send", "receive", "verify", "stat", "doctor", "agent", "status", "job", "migrate",
        "cancel", "checkpoint", "restart", "restore", "spare", "health", "completion"})
    void everyCommandHasHelpWithExamples(final String command) {
        final Run help = run(command, "--help");
        assertEquals(0, help.code());
        assertTrue(help.out().contains("Examples:"), help.out());
        assertTrue(help.out().contains("--debug"), help.out());
    }

    @Test
    void withoutACommandItShowsHow() {
        final Run run = run();
        assertEquals(2, run.code());
        assertTrue(run.err().startsWith("Usage: rankferry"), run.err());
        assertEquals("", run.out());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "fetch                                         | there is no command 'fetch'; try 'rankferry --help'",
        "--versoin                                     | there is no option '--versoin'",
        "verify                                        | Missing required parameter: 'DIR'; try 'rankferry verify",
        "verify a b                                    | there is no place for 'b'",
        "send --rank 3                                 | Missing required",
        "send --secret-file s --connect h --ranks 2    | address 'h' is not HOST:PORT or unix:PATH",
        "send --secret-file s --connect h:1 --ranks 99 | give --pool 103809024 or more",
        "send --secret-file s --connect h:1 --chunk 3k | give --chunk a power of two",
        "send --secret-file s --connect h:1 --job a/b  | job name has '/'",
        "send --secret-file s --connect h:1 --epoch 0  | epoch is 0",
        "send --secret-file s --connect h:1 --depth 0  | READ depth is 0; give 1 to 1024 with --depth",
        "send --secret-file s --connect h:1 --deadline nap=3 | there is no deadline 'nap'",
        "send --secret-file s --connect h:1 --deadline read=0 | --deadline read is 0.0 s; give more than 0",
        "send --secret-file s --connect h:1 --timeout -1 | --timeout is -1.0 s; give more than 0",
        "send --secret-file s --connect h:1 --rank 0 - --rank 1 - | standard input is given twice",
        "send --secret-file s --connect h:1 --rank -2 - | --rank is -2",
        "receive --secret-file s --listen h:1 --store file | --store file needs --dir DIR",
        "receive --secret-file s --listen h:x           | address 'h:x': the port is not a number",
        "receive --secret-file s --listen h:1 --progress loud | --progress loud: one of auto, terminal",
        "receive --secret-file s --listen h:1 --reserve 1Q | '1Q' is not a size",
        "transfer --ranks 0                                | --ranks is 0; give 1 or more",
        "completion fish                               | expected one of [bash, zsh]"})
    void wrongUsageIsOneLineAndCode2(final String arguments, final String text) {
        final Run run = run(arguments.strip().split(" +"));
        run.assertOneLine(2);
        assertTrue(run.err().contains(text.strip()), run.err());
    }

    @Test
    void failureIsOneLineAndCode1() throws IOException {
        final Run none = run(
            "receive", "--listen", "127.0.0.1:0", "--secret-file", root + "/none", "--dir", root + "/d");
        none.assertOneLine(1);
        assertTrue(none.err().contains("secret file " + root + "/none does not exist; make one with"), none.err());

        final Path open = root.resolve("open");
        SecretFile.create(open);
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r-----"));
        final Run readable = run("receive", "--listen", "127.0.0.1:0", "--secret-file", open.toString());
        readable.assertOneLine(1);
        assertTrue(readable.err().contains("run: chmod 600"), readable.err());

        final Run file = run("send", "--secret-file", "s", "--connect", "h:1", "--rank", "0", root + "/gone");
        file.assertOneLine(1);
        assertTrue(file.err().contains("image of rank 0: " + root + "/gone does not exist"), file.err());
    }

    @Test
    void noImageSetIsAFault() {
        final Run run = run("verify", root.toString());
        run.assertOneLine(1);
        assertTrue(run.err().contains("holds no image set"), run.err());
        assertTrue(run.out().startsWith("fault: manifest.json: "), run.out());
    }

    @Test
    void debugShowsTheStackTraceBeforeAndAfterTheCommand() {
        final String set = root.toString();
        for (final Run run : List.of(run("--debug", "verify", set), run("verify", "--debug", set))) {
            assertEquals(1, run.code());
            assertTrue(run.err().contains("\tat org.rankferry.engine.cli.VerifyCommand"), run.err());
        }
        assertTrue(run("verify", "--debug").err().contains("\tat picocli"));
    }

    @Test
    void whatNobodyThoughtOfIsOneLineToo() {
        assertEquals("rankferry: unexpected java.lang.IllegalStateException: a b; run again with --debug",
            FaultLines.unexpected(new IllegalStateException("a\n  b\r\n")));
    }

    @Test
    void resultThatCannotBeWritten() throws IOException {
        final Run run = run("verify", "--json", root + "/no/such/dir/r.json", root.toString());
        run.assertOneLine(1);
        assertTrue(run.err().contains("--json " + root + "/no/such/dir/r.json: cannot write"), run.err());
    }

    @Test
    void jsonOnStandardOutputIsAlone() {
        final Run run = run("verify", "--json", "-", root.toString());
        assertEquals(1, run.code());
        assertTrue(run.out().startsWith("{") && run.out().endsWith("}\n"), run.out());
        assertTrue(run.out().contains("\"verify\" : \"manifest.json: "), run.out());
        assertTrue(run.err().contains("fault: manifest.json"), run.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void completionKnowsCommandsAndOptions(final String shell) {
        final Run run = run("completion", shell);
        assertEquals(0, run.code());
        assertTrue(run.out().contains("complete -F _complete_rankferry"), run.out());
        assertTrue(run.out().contains("--keep-listening") && run.out().contains("--image-bytes"), run.out());
    }

    @Test
    void statOfNobody() {
        final Run run = run("stat", "--once", "--run-dir", root.resolve("none").toString());
        assertEquals(0, run.code());
        assertEquals("no agents in " + root + "/none\n", run.out());
        assertEquals("[]\n", run("stat", "--once", "--json", "--run-dir", root.resolve("none").toString()).out());
    }
}
