package org.rankferry.engine.transport.rdma.fabric;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import org.junit.jupiter.api.Test;
import org.rankferry.engine.transport.TransportException;
import org.rankferry.engine.transport.rdma.fabric.ProbeMemory.Side;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ProbeMemoryTest {
    @Test
    void eachSideExpectsWhatTheOtherLends() {
        final ProbeMemory caller = new ProbeMemory(Side.CALLER, memory -> null);
        final ProbeMemory listener = new ProbeMemory(Side.LISTENER, memory -> null);
        for (int i = 0; i < ProbeMemory.LANDINGS; i++) {
            MemorySegment.copy(
                listener.memory(), 0, caller.landings().memory(), (long) i * ProbeMemory.SCRATCH_BYTES,
                ProbeMemory.SCRATCH_BYTES);
            caller.verify(i, ProbeMemory.SCRATCH_BYTES);
        }
        assertTrue(caller.memory().mismatch(listener.memory()) >= 0, "one's own bytes are not the peer's");
        caller.landings().memory().set(ValueLayout.JAVA_BYTE, ProbeMemory.SCRATCH_BYTES + 77_777L, (byte) 0x55);
        caller.verify(1, 77_777);
        final String fault = assertThrows(
            TransportException.class, () -> caller.verify(1, ProbeMemory.SCRATCH_BYTES)).getMessage();
        assertTrue(fault.contains("0x55 for 0x") && fault.contains("at offset 77777 "), fault);
        caller.clear();
        assertThrows(TransportException.class, () -> caller.verify(0, 1 << 10));
        assertEquals(1, caller.chunks());
        caller.close();
        caller.free();
        listener.close();
        listener.free();
    }
}
