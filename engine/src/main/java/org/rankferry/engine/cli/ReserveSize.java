package org.rankferry.engine.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Touched memory to keep ready.
 *
 * @param files one for each stream to come.
 * @param bytes of each.
 */
record ReserveSize(int files, long bytes) {
    static final ReserveSize NONE = new ReserveSize(0, 0);

    /** Reads {@code 8x21M}, or {@code 21M} for one. */
    static final class Converter implements ITypeConverter<ReserveSize> {
        @Override
        public ReserveSize convert(final String text) {
            final int x = text.indexOf('x');
            final long bytes = new ByteSize().convert(text.substring(x + 1));
            try {
                return new ReserveSize(x < 0 ? 1 : Integer.parseUnsignedInt(text, 0, x, 10), bytes);
            } catch (final NumberFormatException e) {
                throw new TypeConversionException("'" + text + "' is no reserve; give COUNTxSIZE or SIZE, like 8x32M");
            }
        }
    }
}
