package org.rankferry.engine.transport;

import java.nio.file.Path;

/** An address a target listens at: a host and port, or a Unix socket on this host. */
public sealed interface Endpoint {
    /**
     * A network address.
     *
     * @param host name or literal address.
     * @param port 0..65535; 0 lets the system choose when listening.
     */
    record Inet(String host, int port) implements Endpoint {
        @Override
        public String toString() {
            return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /**
     * A Unix-domain socket.
     *
     * @param path of the socket, at most 107 bytes.
     */
    record Local(Path path) implements Endpoint {
        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    /**
     * Reads {@code HOST:PORT}, {@code [IPV6]:PORT} or {@code unix:PATH}.
     *
     * @param text to read.
     * @return the address.
     * @throws IllegalArgumentException with one line that says what is wrong and what is accepted.
     */
    static Endpoint parse(final String text) {
        if (text.startsWith("unix:")) {
            if (text.length() == 5) {
                throw new IllegalArgumentException("address 'unix:' has no path; give unix:PATH");
            }
            return new Local(Path.of(text.substring(5)));
        }
        final int colon = text.lastIndexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("address '" + text + "' is not HOST:PORT or unix:PATH");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("address '" + text + "': write an IPv6 host as [ADDRESS]:PORT");
        }
        final int port;
        try {
            port = Integer.parseInt(text.substring(colon + 1));
        } catch (final NumberFormatException e) {
            throw new IllegalArgumentException("address '" + text + "': the port is not a number", e);
        }
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("address '" + text + "': port " + port + " is not in 0..65535");
        }
        return new Inet(host, port);
    }

    /**
     * Reads {@code HOST} or {@code [IPV6]}, or either with a port.
     *
     * @param text        to read.
     * @param defaultPort where it has none.
     * @return the address.
     * @throws IllegalArgumentException with one line that says what is wrong and what is accepted.
     */
    static Inet parseHost(final String text, final int defaultPort) {
        final boolean withPort = text.startsWith("[") ? !text.endsWith("]") : text.indexOf(':') >= 0;
        if (parse(withPort ? text : text + ":" + defaultPort) instanceof final Inet inet) {
            return inet;
        }
        throw new IllegalArgumentException("address '" + text + "' is not HOST or HOST:PORT");
    }
}
