package org.rankferry.engine.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads {@code 1048576}, {@code 1024k}, {@code 1M} and {@code 1MiB}, which are the same, as the C programs do.
 * Extensions use it too.
 */
public final class ByteSize implements ITypeConverter<Long> {
    private static final Pattern SIZE = Pattern.compile("([0-9]+)([kKMG]?|[KMG]iB)");

    @Override
    public Long convert(final String text) {
        final Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw refused(text);
        }
        final String unit = matcher.group(2).toUpperCase(Locale.ROOT);
        final int shift = unit.isEmpty() ? 0 : unit.charAt(0) == 'K' ? 10 : unit.charAt(0) == 'M' ? 20 : 30;
        try {
            final long value = Long.parseLong(matcher.group(1));
            if (value > Long.MAX_VALUE >> shift) {
                throw refused(text);
            }
            return value << shift;
        } catch (final NumberFormatException e) {
            throw refused(text);
        }
    }

    private static TypeConversionException refused(final String text) {
        return new TypeConversionException(
            "'" + text + "' is not a size; give bytes below 2^63, with suffix k, M or G if wanted");
    }
}
