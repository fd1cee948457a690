package org.rankferry.engine.health;

import java.io.File;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What ipmitool says, of its own accord and of a BMC that {@code ipmi_sim} is, over RMCP+ on loopback. */
class IpmiTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** SHA-1 and AES: the best that ipmi_sim has. Without being told, ipmitool takes 10 s to find out. */
    private static final int SUITE = 3;

    @TempDir
    private Path root;

    @Test
    void statesOfSensors() {
        final List<Reading> readings = Ipmi.parse("""
            CPU 1 Temp,45,degrees C,ok
            Fan 1,400,RPM,lnc
            Fan 2,,RPM,ns
            12V,13.2,Volts,ucr
            PSU,9,Volts,nr
            no sensor at all
            """);
        assertEquals(Map.of("ipmi", Health.OK, "ipmi CPU 1 Temp", Health.OK, "ipmi Fan 1", Health.WARNING, "ipmi 12V",
            Health.FAILING, "ipmi PSU", Health.FAILING),
            readings.stream().collect(Collectors.toMap(Reading::sensor, Reading::raised)));
        assertEquals("ipmi 12V is at 13.2 Volts, critical to the BMC",
            SysTree.only(readings, "ipmi 12V").reason());
    }

    @Test
    void wordsForTheTool() {
        assertEquals(List.of("-I", "open"), new IpmiOptions("local", "u", null, 3).words());
        assertEquals(List.of("-I", "lanplus", "-H", "bmc7"), new IpmiOptions("bmc7", "", null, -1).words());
        assertEquals(
            List.of("-I", "lanplus", "-H", "bmc7", "-p", "9623", "-U", "u", "-f", "/pw", "-C", "17"),
            new IpmiOptions("bmc7:9623", "u", Path.of("/pw"), 17).words());
        assertEquals(List.of("-I", "lanplus", "-H", "fe80::1"), new IpmiOptions("fe80::1", "", null, -1).words());
    }

    @Test
    void aBmcOverTheNetwork() throws Exception {
        for (final String program : List.of("ipmitool", "ipmi_sim")) {
            assumeTrue(isThere(program), "skipped: it takes " + program + "; apt-get install ipmitool openipmi");
        }
        final int port = freePort();
        final Path password = Files.writeString(root.resolve("password"), "secret\n");
        temperature("45");
        final Process simulator = simulator(port);
        try {
            final Ipmi ipmi = new Ipmi(new IpmiOptions("127.0.0.1:" + port, "health", password, SUITE), PATIENCE);
            assertEquals(Health.OK, await(ipmi, Health.OK).raised());
            temperature("82");
            assertEquals("ipmi CPU 1 Temp is at 82 degrees C, not critical to the BMC",
                await(ipmi, Health.WARNING).reason());
            temperature("90");
            assertEquals("ipmi CPU 1 Temp is at 90 degrees C, critical to the BMC",
                await(ipmi, Health.FAILING).reason());
            Files.writeString(password, "wrong\n");
            assertUnknown(ipmi, "sensors of BMC 127.0.0.1:" + port + " can't be read: exit code 1: ");
        } finally {
            simulator.destroyForcibly().waitFor();
        }
        assertUnknown(
            new Ipmi(new IpmiOptions("127.0.0.1:" + port, "health", password, SUITE), Duration.ofMillis(200)),
            "no end within 0.2 s; it was killed");
    }

    private static void assertUnknown(final Ipmi ipmi, final String text) {
        final Reading reading = ipmi.read(0).getFirst();
        assertEquals(Health.UNKNOWN, reading.raised());
        assertTrue(reading.reason().contains(text), reading.reason());
    }

    /** The simulator takes a while to listen, and to look at its file. */
    private static Reading await(final Ipmi ipmi, final Health health) throws InterruptedException {
        final long endNs = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            final List<Reading> readings = ipmi.read(0);
            if (readings.size() > 1 && SysTree.only(readings, "ipmi CPU 1 Temp").raised() == health) {
                return SysTree.only(readings, "ipmi CPU 1 Temp");
            }
            assertTrue(System.nanoTime() - endNs < 0, () -> "not " + health + ": " + readings);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private void temperature(final String degrees) throws IOException {
        Files.move(Files.writeString(root.resolve("new"), degrees), root.resolve("temperature"),
            StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private Process simulator(final int port) throws IOException {
        final String auths = " none md2 md5 straight\n";
        final Path lan = Files.writeString(root.resolve("lan.conf"),
            "name \"rankferry\"\nstartlan 1\n  addr 127.0.0.1 " + port + "\n  priv_limit admin\n"
                + Arrays.stream(new String[] {"callback", "user", "operator", "admin"})
                    .map(level -> "  allowed_auths_" + level + auths).collect(Collectors.joining())
                + "  guid a123456789abcdefa123456789abcdef\nendlan\n"
                + "user 2 true \"health\" \"secret\" admin 10" + auths);
        final Path commands = Files.writeString(root.resolve("commands"), """
            mc_setbmc 0x20
            mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr
            sensor_add 0x20 0 1 1 1 poll 50 file "%s"
            sensor_set_threshold 0x20 0 1 settable 111000 0x5f 0x55 0x50 0 0 0
            sensor_set_event_support 0x20 0 1 enable scanning per-state 000111111000000 000111111000000 %s %s
            main_sdr_add 0x20 %s
            mc_enable 0x20
            """.formatted(root.resolve("temperature"), "000111111000000", "000111111000000", record("CPU 1 Temp")));
        final Path state = Files.createDirectories(root.resolve("state"));
        return new ProcessBuilder(
            "ipmi_sim", "-n", "-c", lan.toString(), "-f", commands.toString(), "-s", state.toString())
            .redirectErrorStream(true).redirectOutput(root.resolve("simulator.log").toFile()).start();
    }

    /** The description of sensor 1: a temperature, not critical from 80, critical from 85, not recoverable from 95. */
    private static String record(final String name) {
        final byte[] id = name.getBytes(StandardCharsets.US_ASCII);
        final int[] body = {
            0x20, 0, 1, 3, 1, 0x67, 0x88, 1, 1, 0, 0, 0, 0, 0x38, 0x38, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff,
            0, 95, 85, 80, 0, 0, 0, 2, 2, 0, 0, 0, 0xC0 | id.length};
        final IntStream header = IntStream.of(1, 0, 0x51, 1, body.length + id.length);
        return IntStream.concat(
            IntStream.concat(header, Arrays.stream(body)), IntStream.range(0, id.length).map(i -> id[i]))
            .mapToObj("0x%02x"::formatted).collect(Collectors.joining(" "));
    }

    private static boolean isThere(final String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
