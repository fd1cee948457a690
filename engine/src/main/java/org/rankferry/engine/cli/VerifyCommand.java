package org.rankferry.engine.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.observe.CpuTime;
import org.rankferry.engine.observe.Environment;
import org.rankferry.engine.observe.ResultJson;
import org.rankferry.engine.store.set.ImageSet;
import org.rankferry.engine.store.set.SetVerifier;
import org.rankferry.engine.store.set.Verification;
import org.rankferry.protocol.image.Manifest;
import org.rankferry.protocol.image.ManifestStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rankferry verify}: is an image set still what was committed? */
@Command(
    name = "verify",
    description = "Compares an image set with its manifest: every file's presence, length and CRC-32C.",
    footer = {
        "", "Exit code: 0 when the set is whole, 1 when it is not; then every fault has a line with the file, what is"
            + " wrong, and where.",
        "", "Examples:", "  rankferry verify /scratch/images", "  rankferry verify --json - /scratch/images"})
final class VerifyCommand implements Callable<Integer> {
    @Mixin
    private JsonFlag json;

    @Option(names = "--verbose", description = "A line also for each stream that is whole.")
    private boolean verbose;

    @Parameters(paramLabel = "DIR", description = "Directory with manifest.json.")
    private Path directory;

    @Override
    public Integer call() {
        final double cpuBefore = CpuTime.ofSelf();
        final Verification found = SetVerifier.verify(directory, (bytes, total) -> { });
        final double cpu = CpuTime.ofSelf() - cpuBefore;
        if (verbose && found.manifest() != null) {
            printWholeStreams(found);
        }
        printFaults(found);
        json.write(result(found, cpu));
        if (!found.ok()) {
            throw new CommandFailure("verify: " + directory + " is not what was committed: " + found.summary(), null);
        }
        json.text().println(okLine(found));
        json.text().flush();
        return CommandLine.ExitCode.OK;
    }

    /** {@code verify: ok (8 images, 170400000 bytes, 3.10 GiB/s)}. */
    static String okLine(final Verification found) {
        return String.format(
            Locale.ROOT, "verify: ok (%d images, %d bytes, %.2f GiB/s)", images(found.manifest()), found.bytes(),
            found.seconds() > 0 ? found.bytes() / found.seconds() / (1L << 30) : 0.0);
    }

    private static long images(final Manifest manifest) {
        return manifest.streams().stream().mapToInt(ManifestStream::rank).distinct().count();
    }

    private void printWholeStreams(final Verification found) {
        for (final ManifestStream stream : found.manifest().streams()) {
            final String file = ImageSet.rankDirectory(stream.rank()) + "/" + stream.name();
            if (found.faults().stream().noneMatch(fault -> fault.file().equals(file))) {
                json.text().printf("%s: ok, %d bytes, crc32c %08x%n", file, stream.length(), stream.crc());
            }
        }
    }

    private void printFaults(final Verification found) {
        final PrintWriter text = json.text();
        for (final Verification.Fault fault : found.faults()) {
            text.println((fault.severity() == Verification.Severity.WARNING ? "warning: " : "fault: ") + fault);
        }
        text.flush();
    }

    private static ResultJson result(final Verification found, final double cpuSeconds) {
        final Manifest manifest = found.manifest();
        final ResultJson.Builder result = ResultJson.builder("verify")
            .transport("none", "the set is read where it is")
            .ranks(manifest == null ? 0 : manifest.ranks())
            .pool(manifest == null ? 0 : manifest.chunkBytes(), 0, 0)
            .transfer(found.bytes(), found.seconds(), cpuSeconds)
            .setupSeconds(0)
            .verify(found.summary())
            .chunkLatencies(TransferResult.Latency.NONE)
            .retries(0)
            .environment(Environment.read());
        if (manifest != null) {
            result.job(manifest.job(), manifest.epoch());
        }
        final List<Map<String, Object>> faults = found.faults().stream()
            .map(fault -> Map.<String, Object>of(
                "severity", fault.severity().name().toLowerCase(Locale.ROOT), "file", fault.file(),
                "text", fault.text()))
            .toList();
        return result.extra("directory", found.directory().toString()).extra("faults", faults).build();
    }
}
