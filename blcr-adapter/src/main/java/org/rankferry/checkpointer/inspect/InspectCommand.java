package org.rankferry.checkpointer.inspect;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import org.rankferry.engine.cli.CommandFailure;
import org.rankferry.engine.cli.JsonFlag;
import org.rankferry.engine.observe.ResultJson;
import org.rankferry.engine.store.set.ImageSet;
import org.rankferry.protocol.image.Manifest;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code rankferry inspect}: what is in there? */
@Command(
    name = "inspect",
    description = {
        "Tells what a checkpoint image is: a BLCR context, a DMTCP image, a file or directory of CRIU, or each stream"
            + " of a committed image set."},
    footer = {
        "", "Contents of BLCR and DMTCP are followed to their end; 'rankferry verify' compares a set with its"
            + " checksums.",
        "Exit code: 0 when everything is whole as far as its format tells, 1 when it is not, or no image that is"
            + " known.",
        "", "Examples:", "  rankferry inspect context.1234", "  rankferry inspect --json - /scratch/images"})
final class InspectCommand implements Callable<Integer> {
    @Mixin
    private JsonFlag json;

    @Parameters(paramLabel = "FILE", description = "File, directory of CRIU, or directory with manifest.json.")
    private Path place;

    @Override
    public Integer call() {
        final Map<String, Object> result = new LinkedHashMap<>();
        result.put("path", place.toString());
        final List<Inspection> found = look(result);
        result.put("streams", found.stream().map(Inspection::toJson).toList());
        final List<Inspection> faults = found.stream().filter(one -> one.fault() != null).toList();
        found.forEach(this::print);
        json.text().flush();
        json.write(ResultJson.ofChecks("inspect", result));
        if (!faults.isEmpty()) {
            throw new CommandFailure("inspect: " + faults.getFirst().file() + ": " + faults.getFirst().fault()
                + (faults.size() == 1 ? "" : " (and " + (faults.size() - 1) + " more faults)"), null);
        }
        return CommandLine.ExitCode.OK;
    }

    private List<Inspection> look(final Map<String, Object> result) {
        if (!Files.exists(place)) {
            throw new CommandFailure("inspect: " + place + " does not exist", null);
        }
        if (!Files.isDirectory(place)) {
            result.put("kind", "file");
            final Inspection seen = Inspector.file(place);
            return List.of(seen.known() ? seen : seen.orFault("is no checkpoint image that is known"));
        }
        if (Inspector.isSet(place)) {
            result.put("kind", "set");
            final ImageSet set = ImageSet.open(place);
            tell(set.manifest(), result);
            return Inspector.set(set);
        }
        result.put("kind", "criu");
        try {
            final List<Inspection> images = Inspector.criu(place);
            if (images.isEmpty()) {
                throw new CommandFailure("inspect: " + place + " holds neither an image set nor images of CRIU", null);
            }
            return images;
        } catch (final IOException e) {
            throw new CommandFailure("inspect: " + place + " can't be read: " + e.getMessage(), e);
        }
    }

    private void tell(final Manifest manifest, final Map<String, Object> result) {
        result.put("job", manifest.job());
        result.put("epoch", manifest.epoch());
        result.put("ranks", manifest.ranks());
        result.put("checkpointer", manifest.checkpointer());
        result.put("created", manifest.created());
        result.put("isa", manifest.source().isa());
        result.put("kernel", manifest.source().kernel());
        json.text().printf("job %s, epoch %d, %d ranks, %d bytes, checkpointer %s%n", manifest.job(), manifest.epoch(),
            manifest.ranks(), manifest.bytes(), manifest.checkpointer());
        json.text().printf("committed %s, from %s, kernel %s%n", manifest.created(), manifest.source().isa(),
            manifest.source().kernel());
    }

    private void print(final Inspection seen) {
        final PrintWriter text = json.text();
        text.printf(Locale.ROOT, "%s%s, %d bytes: %s%n", seen.rank() < 0 ? "" : "rank " + seen.rank() + ", ",
            seen.file(), seen.bytes(), seen.summary().line());
        if (!seen.summary().bytes().isEmpty()) {
            text.println("  bytes: " + seen.summary().bytes().entrySet().stream()
                .map(section -> section.getKey() + " " + section.getValue()).collect(Collectors.joining(", ")));
        }
        if (seen.fault() != null) {
            text.println("  fault: " + seen.fault());
        }
    }
}
