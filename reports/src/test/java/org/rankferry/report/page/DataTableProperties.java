package org.rankferry.report.page;

import java.util.ArrayList;
import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

import static org.junit.jupiter.api.Assertions.assertEquals;

class DataTableProperties {
    @Property
    void whatIsWrittenAsCsvIsReadBackAsItWas(
        @ForAll @Size(3) final List<String> one, @ForAll @Size(3) final List<String> two) {

        final List<String> names = List.of("a", "b,c", "d\"e");
        assertEquals(List.of(names, one, two), read(new DataTable(names, List.of(one, two)).toCsv()));
    }

    /** RFC 4180, character by character. */
    private static List<List<String>> read(final String csv) {
        final List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        final StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < csv.length(); i++) {
            final char c = csv.charAt(i);
            if (c == '"' && quoted && i + 1 < csv.length() && csv.charAt(i + 1) == '"') {
                cell.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                row.add(cell.toString());
                cell.setLength(0);
            } else if (c == '\r' && !quoted) {
                row.add(cell.toString());
                cell.setLength(0);
                rows.add(row);
                row = new ArrayList<>();
                i++;
            } else {
                cell.append(c);
            }
        }
        return rows;
    }
}
