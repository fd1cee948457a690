package org.rankferry.report.results;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.jr.ob.JSON;
import org.rankferry.engine.cli.CommandFailure;
import org.rankferry.engine.observe.ResultJson;

/** Reads result files. What can't take part in a figure is kept apart with the reason. For one thread. */
public final class ResultReader {
    private static final String TOOL = "rankferry";
    private static final String REMEDY =
        "give what 'rankferry compare', 'rankferry bench' or 'rankferry bench-control' wrote with --json";
    private static final String MIGRATED = "migrated";

    private final List<String> files = new ArrayList<>();
    private final Set<Path> seen = new LinkedHashSet<>();
    private final List<StrategyRun> runs = new ArrayList<>();
    private final List<BenchPoint> benches = new ArrayList<>();
    private final List<ControlResult> controls = new ArrayList<>();
    private final List<Results.Excluded> excluded = new ArrayList<>();
    private final List<Results.Partial> partial = new ArrayList<>();

    /**
     * Reads files.
     *
     * @param paths one or more.
     * @throws CommandFailure when one of them is not a result of ours.
     */
    public static Results read(final List<Path> paths) {
        final ResultReader reader = new ResultReader();
        paths.forEach(reader::add);
        return new Results(
            List.copyOf(reader.files), List.copyOf(reader.runs), List.copyOf(reader.benches),
            List.copyOf(reader.controls), List.copyOf(reader.excluded), List.copyOf(reader.partial));
    }

    private void add(final Path path) {
        final String file = path.toString();
        final String text = text(path);
        if (text.isBlank()) {
            throw new CommandFailure(file + " is empty; " + REMEDY, null);
        }
        final List<?> results = switch (parsed(file, text)) {
            case List<?> list -> list;
            case Map<?, ?> map -> List.of(map);
            case null, default -> throw foreign(file, "holds neither an object nor an array");
        };
        if (results.isEmpty()) {
            throw new CommandFailure(
                file + " holds no result yet; leave it out, or wait until the first run has ended", null);
        }
        files.add(file);
        for (final Object result : results) {
            addResult(file, Fields.of(result));
        }
        final List<Fields> cut = results.stream().map(Fields::of).filter(one -> one.flag("partial")).toList();
        if (!cut.isEmpty()) {
            partial.add(new Results.Partial(
                file, cut.stream().map(one -> one.text("partial_reason")).filter(why -> !why.isEmpty()).findFirst()
                    .orElse("")));
        }
    }

    private String text(final Path path) {
        try {
            if (!seen.add(path.toRealPath())) {
                throw new CommandFailure(path + " is given twice; its runs would count twice, so give it once", null);
            }
            return Files.readString(path);
        } catch (final NoSuchFileException e) {
            throw new CommandFailure("results " + path + " do not exist; " + REMEDY, e);
        } catch (final MalformedInputException e) {
            throw foreign(path.toString(), "is no text");
        } catch (final IOException e) {
            throw new CommandFailure(
                "results " + path + " cannot be read: " + (Files.isDirectory(path) ? "a directory" : e) + "; " + REMEDY,
                e);
        }
    }

    private static Object parsed(final String file, final String text) {
        try {
            return JSON.std.anyFrom(text);
        } catch (final IOException e) {
            final String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new CommandFailure(file + " is not JSON: " + first + "; " + REMEDY, e);
        }
    }

    private static CommandFailure foreign(final String file, final String what) {
        return new CommandFailure(file + " " + what + ", so it is no result of Rankferry; " + REMEDY, null);
    }

    private void addResult(final String file, final Fields result) {
        if (!result.text("tool").equals(TOOL) || result.text("version").isEmpty()) {
            throw foreign(file, "has an entry without tool 'rankferry' and a version");
        }
        final Origin origin = Origin.of(file, result);
        final String command = result.text("command");
        if (result.has("strategy")) {
            final StrategyRun run = new StrategyRun(result, origin);
            if (isFit(result, origin, run.strategy() + ", " + run.preset())) {
                runs.add(run);
            }
        } else if (command.equals("bench")) {
            if (isFit(result, origin, "bench, " + result.text("transport"))) {
                benches.add(new BenchPoint(result, origin));
            }
        } else if (command.equals("bench-control")) {
            controls.add(new ControlResult(result, origin));
        } else {
            throw new CommandFailure(file + " is a result of 'rankferry " + command + "', which no figure shows; "
                + REMEDY, null);
        }
    }

    /** Whether it may be in a figure; if not, it is kept apart with the reason. */
    private boolean isFit(final Fields result, final Origin origin, final String what) {
        final String fault = fault(result);
        if (!fault.isEmpty()) {
            excluded.add(new Results.Excluded(
                origin, what + (result.has("round") ? ", round " + result.whole("round") : ""), fault));
        }
        return fault.isEmpty();
    }

    private static String fault(final Fields result) {
        final String verify = result.text("verify");
        final String outcome = result.text("outcome");
        if (verify.isEmpty()) {
            return "it does not say that its images were verified";
        }
        if (!verify.equals(ResultJson.VERIFY_OK)) {
            return "verify says: " + verify;
        }
        return outcome.isEmpty() || outcome.equals(MIGRATED) ? "" : "its outcome is " + outcome;
    }
}
