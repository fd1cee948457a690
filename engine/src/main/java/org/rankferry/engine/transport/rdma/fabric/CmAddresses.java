package org.rankferry.engine.transport.rdma.fabric;

import org.rankferry.engine.transport.TransportException;
import org.rankferry.engine.transport.rdma.library.DisniExtras;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Addresses as DiSNI takes them: IPv4, and stand-ins for IPv6 where the library has them. */
final class CmAddresses {
    private final DisniExtras extras;

    CmAddresses(final DisniExtras extras) {
        this.extras = extras;
    }

    InetSocketAddress toCm(final InetSocketAddress address) {
        final InetAddress host = address.getAddress();
        if (!(host instanceof Inet6Address six)) {
            return address;
        }
        if (!extras.present()) {
            throw new TransportException("the installed libdisni takes IPv4 addresses only, " + host.getHostAddress()
                + " is none; use the bundled one (--libdisni bundled)");
        }
        return new InetSocketAddress(extras.alias(six), address.getPort());
    }

    InetSocketAddress fromCm(final InetSocketAddress address) {
        final InetAddress six = extras.present() ? extras.aliased(address.getAddress()) : null;
        return six == null ? address : new InetSocketAddress(six, address.getPort());
    }
}
