package org.rankferry.engine.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import com.fasterxml.jackson.jr.ob.JSON;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankferry.engine.transport.rdma.device.RdmaDevices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.rankferry.engine.cli.Run.run;

/** The command on this host, whatever that has; what it says without a device where there is none. */
class DoctorCommandTest {
    private static final Pattern LINE = Pattern.compile("(ok  |warn|fail)  ([a-z]+) {2,}\\S.*");
    /** Checks that always have something to say. */
    private static final List<String> ALWAYS = List.of(
        "kernel", "jdk", "verbs", "libdisni", "modules", "access", "port", "memlock", "hugepages", "shm", "auto");

    @TempDir
    private Path root;

    @Test
    void aLineForEachCheckAndTheSameAsJson() throws Exception {
        final Path file = root.resolve("doctor.json");
        final Run run = run("doctor", "--pool", "1M", "--image-bytes", "1M", "--json", file.toString());
        final List<String> names = run.out().lines().map(line -> {
            assertTrue(LINE.matcher(line).matches(), line);
            return line.substring(6).split(" ", 2)[0];
        }).toList();
        assertTrue(names.containsAll(ALWAYS), run.out());
        final Map<String, Object> json = JSON.std.mapFrom(Files.readString(file));
        assertEquals(List.of("tool", "version", "command", "checks", "command_line"), List.copyOf(json.keySet()));
        assertEquals("doctor", json.get("command"));
        final List<?> checks = (List<?>) json.get("checks");
        assertEquals(names, checks.stream().map(check -> ((Map<?, ?>) check).get("name")).toList());
        for (final Object check : checks) {
            final Map<?, ?> one = (Map<?, ?>) check;
            assertEquals("[name, status, found, remedy]", one.keySet().toString());
            assertEquals(one.get("status").equals("ok"), one.get("remedy").equals(""), one.toString());
        }
        final boolean failed = run.out().lines().anyMatch(line -> line.startsWith("fail"));
        assertEquals(failed ? 1 : 0, run.code(), run.out());
        assertEquals(failed ? 1 : 0, run.err().lines().count(), run.err());
    }

    @Test
    void withoutADeviceItFailsAndSaysWhatToDo() {
        assumeTrue(RdmaDevices.read().isEmpty(), "this host has an RDMA device");
        final Run run = run("doctor");
        assertEquals(1, run.code());
        assertTrue(run.out().contains("fail  port       this host has no RDMA device"), run.out());
        assertTrue(run.out().contains("warn  auto       --transport auto takes tcp"), run.out());
        assertTrue(run.err().startsWith("rankferry: doctor: what must be put right for RDMA: "), run.err());
        assertTrue(run.err().contains("port"), run.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--peer 127.0.0.1", "--listen 127.0.0.1:0 --timeout 1"})
    void withoutADeviceNoPeerIsTried(final String arguments) throws Exception {
        assumeTrue(RdmaDevices.read().isEmpty(), "this host has an RDMA device");
        final Run run = run(("doctor --json - " + arguments).split(" "));
        assertEquals(1, run.code());
        assertTrue(run.err().contains("fail  peer       this host has no RDMA device"), run.err());
        final Map<String, Object> json = JSON.std.mapFrom(run.out());
        assertEquals(arguments.startsWith("--peer") ? "{}" : "[]",
            json.get(arguments.startsWith("--peer") ? "peer" : "peers").toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "--peer a --listen b       | --peer and --listen exclude each other",
        "--peer fe80::1            | write an IPv6 host as [ADDRESS]:PORT",
        "--peer [::1]:x            | the port is not a number",
        "--peer h:0                | --peer h:0: give the port",
        "--listen unix:/tmp/s      | is not HOST or HOST:PORT",
        "--listen h --timeout 0    | --timeout is 0.0 s; give more than 0",
        "--pool 0                  | at least 1 byte",
        "--image-bytes many        | 'many' is not a size",
        "--device a,a              | a device is named twice in --device a,a",
        "doctor                    | there is no place for 'doctor'"})
    void wrongUsage(final String arguments, final String text) {
        final Run run = run(("doctor " + arguments.strip()).split(" +"));
        assertEquals(2, run.code(), run.err());
        assertTrue(run.err().startsWith("rankferry: ") && run.err().contains(text.strip()), run.err());
        assertEquals("", run.out());
    }
}
