package org.rankferry.report.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How wide a text will be at most. Which font a reader has is not known, so these are the widths of a wide one (DejaVu
 * Sans): in others there is a little room left.
 */
final class TextWidth {
    private static final String NARROW = "iljI.,:;'|!()[]tfr \u00a0";
    private static final String WIDE = "mwMW@%×…—";
    private static final Pattern SPACE = Pattern.compile(" ");
    private static final double NARROW_EM = 0.37;
    private static final double WIDE_EM = 0.95;
    private static final double CAPITAL_EM = 0.7;
    private static final double OTHER_EM = 0.63;
    private static final double BOLD = 1.1;

    private TextWidth() {
    }

    static double of(final String text, final double size) {
        double ems = 0;
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            ems += NARROW.indexOf(c) >= 0 ? NARROW_EM : WIDE.indexOf(c) >= 0 ? WIDE_EM
                : Character.isUpperCase(c) ? CAPITAL_EM : OTHER_EM;
        }
        return ems * size;
    }

    static double ofBold(final String text, final double size) {
        return of(text, size) * BOLD;
    }

    /** Lines none of which is wider, unless a single word is. */
    static List<String> wrap(final String text, final double size, final double width) {
        final List<String> lines = new ArrayList<>();
        String line = "";
        for (final String word : SPACE.split(text, -1)) {
            final String longer = line.isEmpty() ? word : line + " " + word;
            if (!line.isEmpty() && of(longer, size) > width) {
                lines.add(line);
                line = word;
            } else {
                line = longer;
            }
        }
        lines.add(line);
        return lines;
    }
}
