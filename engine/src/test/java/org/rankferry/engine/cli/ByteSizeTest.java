package org.rankferry.engine.cli;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0", "21300000, 21300000", "1k, 1024", "1K, 1024", "64k, 65536", "1M, 1048576", "2G, 2147483648",
        "3KiB, 3072", "1MiB, 1048576", "5GiB, 5368709120", "9223372036854775807, 9223372036854775807",
        "8589934591G, 9223372035781033984"})
    void readsWhatTheCProgramsRead(final String text, final long bytes) {
        assertEquals(bytes, new ByteSize().convert(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "k", "-1", "+1", "1.5M", "1m", "1g", "1T", "1MB", "1 M", "1kiB", "0x10", "9223372036854775808",
        "8589934592G", "99999999999999999999"})
    void refusesTheRestAndSaysWhatItTakes(final String text) {
        final TypeConversionException refused =
            assertThrows(TypeConversionException.class, () -> new ByteSize().convert(text));
        assertTrue(refused.getMessage().startsWith("'" + text + "' is not a size; give bytes"), refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"8x21M, 8, 22020096", "1x0, 1, 0", "4096, 1, 4096", "100x1k, 100, 1024"})
    void readsReserves(final String text, final int files, final long bytes) {
        assertEquals(new ReserveSize(files, bytes), new ReserveSize.Converter().convert(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x1M", "8x", "8x1Mx2", "ax1M", "-1x1M", "99999999999x1"})
    void refusesWhatIsNoReserve(final String text) {
        assertThrows(TypeConversionException.class, () -> new ReserveSize.Converter().convert(text));
    }
}
