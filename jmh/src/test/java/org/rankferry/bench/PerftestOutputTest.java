package org.rankferry.bench;

import org.junit.jupiter.api.Test;
import org.rankferry.engine.api.TransferException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class PerftestOutputTest {
    private static final String HEAD = """
        ---------------------------------------------------------------------------------------
                            RDMA_Read BW Test
         TX depth        : 32
         GID: 00:00:00:00:00:00:00:00:00:00:255:255:10:77:00:01
        ---------------------------------------------------------------------------------------
        """;

    @Test
    void megabytesAreMebibytes() {
        final String row = """
             #bytes     #iterations    BW peak[MB/sec]    BW average[MB/sec]   MsgRate[Mpps]
             1048576    96               0.00               32.00  \t\t   0.000032-----------------------------------
            """;
        assertEquals(1.0 / 32, PerftestOutput.gibPerSecond(HEAD + row), 1e-12);
        assertEquals(1.0 / 32, PerftestOutput.gibPerSecond(HEAD + row.replace("MB/", "MiB/")), 1e-12);
    }

    @Test
    void gigabitsAreDecimal() {
        final String row = """
             #bytes     #iterations    BW peak[Gb/sec]    BW average[Gb/sec]   MsgRate[Mpps]
             65536      5000             97.12              96.50              0.184059
            """;
        assertEquals(96.5e9 / 8 / (1L << 30), PerftestOutput.gibPerSecond(HEAD + row), 1e-9);
    }

    @Test
    void noRowIsOneLineWithWhatWasSaid() {
        final TransferException silent = assertThrows(TransferException.class,
            () -> PerftestOutput.gibPerSecond("Unexpected CM event bl blka 8\n Unable to init\n------\n"));
        assertEquals("perftest printed no average: Unable to init", silent.getMessage());
        assertThrows(TransferException.class, () -> PerftestOutput.gibPerSecond(
            HEAD + " #bytes #iterations BW peak[MB/sec] BW average[MB/sec] MsgRate[Mpps]\n 4096 0 0.00 0.00 0.0\n"));
    }

    @Test
    void whatIsNotInstalledHasItsRemedy() {
        assertEquals("it is not installed; run: apt-get install perftest", PerftestOutput.fault(
            "timeout: failed to run command ‘ib_read_bw’: No such file or directory\n"));
    }
}
