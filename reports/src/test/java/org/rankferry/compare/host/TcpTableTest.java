package org.rankferry.compare.host;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TcpTableTest {
    @Test
    void listenersAndConnectionsAreToldApart() {
        final TcpTable table = TcpTable.parse(List.of(
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid",
            "   0: 0100007F:5E24 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0",
            "   1: 0100007F:5E24 0100007F:C001 01 00000000:00000000 00:00000000 00000000     0",
            "   2: 0100007F:C001 0100007F:5E24 01 00000000:00000000 00:00000000 00000000     0",
            "   3: 0100007F:5E25 0100007F:C002 06 00000000:00000000 00:00000000 00000000     0"));
        assertTrue(table.listensAt(24_100));
        assertEquals(1, table.connectionsTo(24_100));
        assertFalse(table.listensAt(24_101), "in TIME_WAIT");
        assertEquals(0, table.connectionsTo(24_101));
    }
}
