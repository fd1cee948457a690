package org.rankferry.engine.cli;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;

import org.rankferry.engine.coordinator.MigrateRequest;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rankferry migrate}: an operator orders nodes to be left. */
@Command(
    name = "migrate",
    description = "Moves ranks of a running job off nodes, and prints each phase with its seconds, and all so far.",
    footer = {
        "", "Exit code 0: migrated; 1: rolled back, failed or refused, with the reason.", "", "Examples:",
        "  rankferry migrate --off n2 heat", "  rankferry migrate --off n2 --onto n7 --ranks 4,5 heat"})
final class MigrateCommand implements Callable<Integer> {
    @Mixin
    private JobRequest request;

    @Option(names = "--off", paramLabel = "NODE[,...]", split = ",", description = "Nodes to be left.")
    private List<String> off = List.of();

    @Option(
        names = "--onto", paramLabel = "NODE[,...]", split = ",",
        description = "Nodes to move to, in this order (default: spares that fit; if one fails, the next is tried).")
    private List<String> onto = List.of();

    @Option(names = "--exclude", paramLabel = "NODE[,...]", split = ",", description = "Spares not to be taken.")
    private List<String> exclude = List.of();

    @Option(
        names = "--ranks", paramLabel = "LIST", split = ",",
        description = "Ranks to move (default: all of the nodes).")
    private Set<Integer> ranks = new TreeSet<>();

    @Override
    public Integer call() {
        request.follow(MigrateRequest.ASK, new MigrateRequest(off, onto, exclude, ranks).toMap(), "migrated");
        return CommandLine.ExitCode.OK;
    }
}
