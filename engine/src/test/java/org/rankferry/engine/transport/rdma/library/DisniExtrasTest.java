package org.rankferry.engine.transport.rdma.library;

import java.lang.foreign.SymbolLookup;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.OptionalInt;

import org.junit.jupiter.api.Test;
import org.rankferry.engine.nativeio.LoadedLibrary;
import org.rankferry.engine.transport.TransportException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DisniExtrasTest {
    private static final SymbolLookup NOTHING = name -> Optional.empty();

    private static InetSocketAddress address(final String text, final int port) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(text), port);
    }

    @Test
    void ipv6TravelsAsPlaceholder() throws UnknownHostException {
        final DisniExtras extras = DisniLibraryTest.bundled().extras();
        assertTrue(extras.present());
        final InetSocketAddress real = address("2001:db8::77", 7000);
        final InetSocketAddress placeholder = extras.forDisni(real);
        assertInstanceOf(Inet4Address.class, placeholder.getAddress());
        assertEquals(240, placeholder.getAddress().getAddress()[0] & 0xFF);
        assertEquals(7000, placeholder.getPort());
        assertEquals(placeholder, extras.forDisni(real));
        assertEquals(real, extras.fromDisni(placeholder));
        assertNotEquals(
            placeholder.getAddress(), extras.forDisni(address("2001:db8::78", 7000)).getAddress());
    }

    @Test
    void scopeIsPartOfTheAddress() throws UnknownHostException {
        final DisniExtras extras = DisniLibraryTest.bundled().extras();
        final byte[] linkLocal = InetAddress.getByName("fe80::1").getAddress();
        final InetSocketAddress one = new InetSocketAddress(Inet6Address.getByAddress(null, linkLocal, 1), 1);
        final InetSocketAddress two = new InetSocketAddress(Inet6Address.getByAddress(null, linkLocal, 2), 1);
        assertNotEquals(extras.forDisni(one), extras.forDisni(two));
        final InetAddress back = extras.fromDisni(extras.forDisni(two)).getAddress();
        assertEquals(2, assertInstanceOf(Inet6Address.class, back).getScopeId());
    }

    @Test
    void ipv4StaysAsItIs() throws UnknownHostException {
        final DisniExtras extras = DisniLibraryTest.bundled().extras();
        final InetSocketAddress plain = address("10.77.0.1", 7000);
        assertSame(plain, extras.forDisni(plain));
        assertSame(plain, extras.fromDisni(plain));
        final InetSocketAddress unknown = address("240.255.0.1", 7000);
        assertSame(unknown, extras.fromDisni(unknown));
    }

    @Test
    void readDepthHasBounds() {
        final DisniExtras extras = DisniLibraryTest.bundled().extras();
        extras.readDepth(255);
        extras.readDepth(DisniExtras.DEFAULT_READ_DEPTH);
        assertThrows(IllegalArgumentException.class, () -> extras.readDepth(0));
        assertThrows(IllegalArgumentException.class, () -> extras.readDepth(256));
        assertEquals(OptionalInt.of(0), extras.eventStatus());
    }

    @Test
    void libraryWithoutExtrasSaysSo() throws UnknownHostException {
        final DisniExtras none = DisniExtras.of(new LoadedLibrary(NOTHING));
        assertFalse(none.present());
        none.readDepth(8);
        assertEquals(OptionalInt.empty(), none.eventStatus());
        final InetSocketAddress plain = address("10.77.0.1", 7000);
        assertSame(plain, none.forDisni(plain));
        assertSame(plain, none.fromDisni(plain));
        final InetSocketAddress six = address("2001:db8::77", 7000);
        final String message = assertThrows(TransportException.class, () -> none.forDisni(six)).getMessage();
        assertEquals("this libdisni knows no IPv6, so not 2001:db8:0:0:0:0:0:77: use an IPv4 address, or the bundled"
            + " library", message);
    }
}
