package org.rankferry.report.chapter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.rankferry.report.figure.Numbers;
import org.rankferry.report.results.BenchPoint;
import org.rankferry.report.results.Configuration;
import org.rankferry.report.results.Origin;
import org.rankferry.report.results.Results;
import org.rankferry.report.results.RunGroup;

/**
 * Names of configurations, as short as they can be told apart by. Where versions or machines are mixed, every name
 * has its own.
 */
final class Labels {
    private static final Map<String, String> STRATEGIES = Map.of(
        "migration", "migration", "migration-staged", "migration, staged", "cr-local", "C/R, local",
        "cr-pfs", "C/R, PFS", "copy-rsync", "copy, rsync", "copy-scp", "copy, scp",
        "copy-tar-nc", "copy, tar and nc", "undisturbed", "without migration", "disturbed", "with one migration");

    private final List<String> versions;
    private final List<String> machines;

    Labels(final Results results) {
        versions = List.copyOf(results.versions());
        machines = List.copyOf(results.machines());
    }

    /** Whether there is nothing to name. */
    boolean hasNothing() {
        return versions.isEmpty();
    }

    static String strategy(final String strategy) {
        return STRATEGIES.getOrDefault(strategy, strategy);
    }

    /** A name of a machine, when there is more than one. */
    static String machine(final int index) {
        return "machine " + (char) ('A' + index % ('Z' - 'A' + 1));
    }

    /** Of runs among others in a figure. */
    String of(final RunGroup group, final Collection<RunGroup> beside) {
        final Configuration of = group.configuration();
        final List<Configuration> like = beside.stream().map(RunGroup::configuration)
            .filter(one -> one.strategy().equals(of.strategy()) && one.preset().equals(of.preset())).toList();
        final List<String> words = new ArrayList<>(List.of(strategy(of.strategy())));
        if (of.isMigration() || (of.strategy().equals("disturbed") && differ(like, Configuration::transport))) {
            words.add(of.transport());
        }
        if (of.isCheckpoint() && !of.setting().fileSystem().isEmpty()) {
            words.add(of.setting().fileSystem().replaceFirst("^fuse\\.", ""));
        }
        if (differ(like, Configuration::nodes)) {
            words.add(of.nodes() + " nodes");
        }
        if (differ(like, Configuration::ranksPerNode)) {
            words.add(of.ranksPerNode() + " a node");
        }
        if (differ(like, Configuration::rankBytes)) {
            words.add(Numbers.of(of.rankBytes() / 1e6) + " MB a rank");
        }
        if (of.isMigration()) {
            addTransfer(words, of, like);
        }
        return String.join(", ", words) + where(of.setting().version(), of.setting().machine())
            + (group.partial() ? " (partial)" : "");
    }

    private static void addTransfer(
        final List<String> words, final Configuration of, final List<Configuration> like) {

        if (differ(like, Configuration::chunkBytes)) {
            words.add(Numbers.bytes(of.chunkBytes()));
        }
        if (differ(like, one -> one.setting().poolBytes())) {
            words.add("pool " + Numbers.bytes(of.setting().poolBytes()));
        }
        if (differ(like, one -> one.setting().readDepth())) {
            words.add("depth " + of.setting().readDepth());
        }
    }

    /** Of a configuration of {@code bench} among others in a figure. */
    String of(final BenchPoint point, final Collection<BenchPoint> beside, final boolean withChunk) {
        final List<String> words = new ArrayList<>(List.of(point.transport()));
        if (withChunk && differ(beside, BenchPoint::chunkBytes)) {
            words.add(Numbers.bytes(point.chunkBytes()));
        }
        if (differ(beside, BenchPoint::ranks)) {
            words.add(point.ranks() + (point.ranks() == 1 ? " rank" : " ranks"));
        }
        if (differ(beside, BenchPoint::depth)) {
            words.add("depth " + point.depth());
        }
        if (differ(beside, one -> one.fields().whole("pool_bytes"))) {
            words.add("pool " + Numbers.bytes(point.fields().whole("pool_bytes")));
        }
        if (differ(beside, one -> one.fields().text("store"))) {
            words.add("store " + point.fields().text("store"));
        }
        if (differ(beside, one -> one.fields().text("placement"))) {
            words.add(point.fields().text("placement"));
        }
        if (differ(beside, one -> one.fields().flag("crc"))) {
            words.add(point.fields().flag("crc") ? "with CRC" : "without CRC");
        }
        if (differ(beside, one -> one.fields().whole("image_bytes_total") / Math.max(1, one.ranks()))) {
            words.add(Numbers.of(point.fields().number("image_bytes_total").orElse(0) / point.ranks() / 1e6) + " MB"
                + " a rank");
        }
        return String.join(", ", words) + of(point.origin()) + (point.partial() ? " (partial)" : "");
    }

    /** Version and machine, where these are mixed. */
    String of(final Origin origin) {
        return where(origin.version(), origin.machine().identity());
    }

    private String where(final String version, final String machine) {
        return (versions.size() > 1 ? " [" + version + "]" : "")
            + (machines.size() > 1 ? " [" + machine(machines.indexOf(machine)) + "]" : "");
    }

    private static <T> boolean differ(final Collection<T> all, final Function<T, Object> of) {
        return all.stream().map(of).distinct().count() > 1;
    }
}
