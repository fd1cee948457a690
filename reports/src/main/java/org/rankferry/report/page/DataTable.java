package org.rankferry.report.page;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Rows of texts and numbers under named columns.
 *
 * @param columns names.
 * @param rows    as many cells each as there are columns.
 */
public record DataTable(List<String> columns, List<List<String>> rows) {
    /** Without columns that are empty in every row. */
    DataTable withoutEmptyColumns() {
        final List<Integer> kept = IntStream.range(0, columns.size())
            .filter(column -> rows.stream().anyMatch(row -> !row.get(column).isEmpty())).boxed().toList();
        return new DataTable(
            kept.stream().map(columns::get).toList(),
            rows.stream().map(row -> kept.stream().map(row::get).toList()).toList());
    }

    /** As RFC 4180 has it, with a line of names first. */
    String toCsv() {
        return line(columns) + rows.stream().map(DataTable::line).collect(Collectors.joining());
    }

    private static String line(final List<String> cells) {
        return cells.stream().map(DataTable::quoted).collect(Collectors.joining(",")) + "\r\n";
    }

    private static String quoted(final String cell) {
        return cell.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
            ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
    }
}
