package org.rankferry.report.page;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import org.rankferry.report.results.Origin;

/** Which files, which command lines, how many runs. */
final class Sources {
    private Sources() {
    }

    /** What results from one call of one command have in common. */
    private record Call(String file, String version, String commandLine, String machine) {
    }

    /** A line for each call that results are from. */
    static String html(final List<Origin> origins) {
        final Map<Call, Integer> counts = new LinkedHashMap<>();
        final Map<Call, TreeSet<String>> seeds = new LinkedHashMap<>();
        for (final Origin origin : origins) {
            final Call call = new Call(
                origin.file(), origin.version(), origin.commandLine(), origin.machine().identity());
            counts.merge(call, 1, Integer::sum);
            seeds.computeIfAbsent(call, key -> new TreeSet<>()).add(origin.seed());
        }
        final StringBuilder html = new StringBuilder("");
        counts.forEach((call, count) -> {
            final String seed = String.join(", ", seeds.get(call).stream().filter(one -> !one.isEmpty()).toList());
            html.append("<p>From <code>").append(Html.text(call.file())).append("</code>: ").append(count)
                .append(count == 1 ? " result" : " results").append(" of <code>")
                .append(Html.text(call.commandLine())).append("</code>, version ").append(Html.text(call.version()))
                .append(seed.isEmpty() ? "" : ", seed " + Html.text(seed)).append(", on ")
                .append(Html.text(call.machine())).append(".</p>");
        });
        return html.toString();
    }
}
