package org.rankferry.engine.backplane.cluster;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

import org.jgroups.protocols.Discovery;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.FD_SOCK2;
import org.jgroups.protocols.FRAG4;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.SERIALIZE;
import org.jgroups.protocols.SYM_ENCRYPT;
import org.jgroups.protocols.TCPPING;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;
import org.jgroups.stack.Protocol;
import org.rankferry.engine.api.SecretFile;
import org.rankferry.engine.backplane.BackplaneException;
import org.rankferry.engine.transport.Endpoint;

/**
 * The protocols of JGroups, from the wire up, with what differs from their defaults and why.
 *
 * <pre>
 *  GMS, STABLE         who is a member; what everybody has can be forgotten
 *  GapLook             when a message may be missing
 *  NAKACK2, UNICAST3   each message once, in its sender's order
 *  SuspicionThread     who is dead is told at once, whatever the membership is busy with
 *  FD_*, VERIFY        a closed socket tells at once that a process is dead, a heartbeat that a node hangs
 *  SoonMerge           who began apart becomes one
 *  TCPPING / LocalDiscovery who else there may be
 *  SERIALIZE           the message with all headers becomes the payload of another
 *  SYM_ENCRYPT         which is sealed: ChaCha20-Poly1305, a random nonce of 96 bits for each
 *  ClusterTcp          TCP that closes what it forgets
 * </pre>
 */
final class ClusterStack {
    private static final String CIPHER = "ChaCha20-Poly1305";
    private static final int NONCE_BYTES = 12;
    private static final int KEY_BYTES = 32;
    private static final int FINGERPRINT_BYTES = 4;
    /** Who can't be reached keeps a sender from the others for so long. */
    private static final int CONNECT_LEAST_MS = 100;
    private static final int CONNECT_MOST_MS = 1000;
    private static final int CONNECTS_A_HEARTBEAT = 10;
    private static final int JOIN_MS = 1000;
    /** A node that has been silent for so many heartbeats hangs. */
    private static final double HANG_HEARTBEATS = 3.5;
    private static final int MERGE_MOST_HEARTBEATS = 3;
    private static final int LOCAL_MERGE_LEAST_MS = 1000;
    private static final int LOCAL_MERGE_MOST_MS = 4000;
    private static final int WATCH_PORTS = 20;
    private static final int FRAGMENT_BYTES = 60_000;

    private ClusterStack() {
    }

    static List<Protocol> of(final ClusterOptions options) {
        final InetAddress address = resolve(options.host());
        final long heartbeatMs = options.heartbeat().toMillis();
        final GapLook gaps = new GapLook();
        final ClusterTcp transport = new ClusterTcp(gaps);
        transport.setBindAddress(address).setBindPort(options.port()).setPortRange(0)
            // By default it looks at the clock each half second; an idle node shall sleep.
            .setTimeServiceInterval(heartbeatMs)
            // With them one has been seen to spin for ever when a member left.
            .useVirtualThreads(false)
            // The default one, a queue for each member, has been seen to spin when a member left.
            .setBundlerType("transfer-queue")
            .setThreadFactory(new RaisedThreads());
        transport.setSockConnTimeout(
            Math.clamp(heartbeatMs / CONNECTS_A_HEARTBEAT, CONNECT_LEAST_MS, CONNECT_MOST_MS));
        final GMS membership = new GMS().setJoinTimeout(JOIN_MS).printLocalAddress(false);
        final List<Protocol> stack = new ArrayList<>(List.of(
            transport,
            new SYM_ENCRYPT().setSecretKey(key(options)).symAlgorithm(CIPHER).symIvLength(NONCE_BYTES),
            new SERIALIZE(),
            discovery(options),
            merge(options),
            // Its port is the one above plus 100, or the next that is free. Bound to no address it answers itself.
            new FD_SOCK2().setBindAddress(address).setPortRange(WATCH_PORTS),
            new FD_ALL3().setInterval(heartbeatMs).setTimeout((long) (heartbeatMs * HANG_HEARTBEATS)),
            new VERIFY_SUSPECT2(),
            new SuspicionThread(),
            // When there may be gaps others look for them; these looks wake an idle node, and acknowledge.
            new NAKACK2().useMcastXmit(false).setXmitInterval(heartbeatMs),
            new PresentUnicast().setXmitInterval(heartbeatMs),
            gaps,
            new STABLE(),
            membership,
            new FRAG4().setFragSize(FRAGMENT_BYTES)));
        return stack;
    }

    /** On one machine, where to look costs little, what was parted at the start is joined soon. */
    private static MERGE3 merge(final ClusterOptions options) {
        final long heartbeatMs = options.heartbeat().toMillis();
        return options.hosts().isEmpty() ? new SoonMerge().setMinInterval(LOCAL_MERGE_LEAST_MS)
            .setMaxInterval(LOCAL_MERGE_MOST_MS)
            : new SoonMerge().setMinInterval(heartbeatMs).setMaxInterval(MERGE_MOST_HEARTBEATS * heartbeatMs);
    }

    private static Discovery discovery(final ClusterOptions options) {
        if (options.hosts().isEmpty()) {
            return new LocalDiscovery().setLocation(options.directory().toString()).removeAllDataOnViewChange(true)
                .registerShutdownHook(false);
        }
        final List<InetSocketAddress> hosts = new ArrayList<>();
        for (final String host : options.hosts()) {
            final Endpoint.Inet endpoint = Endpoint.parseHost(host, ClusterOptions.DEFAULT_PORT);
            hosts.add(new InetSocketAddress(resolve(endpoint.host()), endpoint.port()));
        }
        return new TCPPING().setInitialHosts(hosts).setPortRange(0);
    }

    private static InetAddress resolve(final String host) {
        try {
            return InetAddress.getByName(host);
        } catch (final UnknownHostException e) {
            throw new BackplaneException("host " + host + " of the backplane is not known; check its name", e);
        }
    }

    private static SecretKey key(final ClusterOptions options) {
        return derived(options, "ChaCha20", "backplane", KEY_BYTES);
    }

    /** With a trace of the secret: nodes of one machine find each other's files below this name. */
    static String clusterName(final ClusterOptions options) {
        final SecretKey trace = derived(options, "Generic", "directory", FINGERPRINT_BYTES);
        return "cluster-" + options.cluster() + "-" + HexFormat.of().formatHex(trace.getEncoded());
    }

    private static SecretKey derived(
        final ClusterOptions options, final String algorithm, final String use, final int length) {

        final byte[] secret = SecretFile.read(options.secretFile());
        final byte[] info = ("rankferry " + use + " " + options.cluster()).getBytes(StandardCharsets.UTF_8);
        try {
            return KDF.getInstance("HKDF-SHA256")
                .deriveKey(algorithm, HKDFParameterSpec.ofExtract().addIKM(secret).thenExpand(info, length));
        } catch (final GeneralSecurityException e) {
            throw new BackplaneException("this JVM can't make the backplane's key: " + e.getMessage(), e);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }
}
