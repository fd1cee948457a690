package org.rankferry.engine.doctor;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.rankferry.engine.observe.Units;
import org.rankferry.engine.transport.rdma.Footprint;

/**
 * {@code memlock}: the limit of locked memory against what is registered: at a source the pool, at a target the images,
 * at both the segments of frames, and all of it once for each device.
 *
 * @param host      to look at.
 * @param examined  devices.
 * @param questions with the sizes.
 */
record MemlockCheck(Host host, Examined examined, Questions questions) implements Check {
    static final String NAME = "memlock";

    private static final Pattern LIMIT = Pattern.compile("Max locked memory\\s+(\\S+)\\s+(\\S+)\\s.*");
    private static final Pattern CAPABILITIES = Pattern.compile("CapEff:\\s+([0-9a-fA-F]{1,16})");
    private static final Pattern ALL_USERS = Pattern.compile("0\\s+0\\s+4294967295");
    private static final int CAP_IPC_LOCK = 14;
    private static final String UNLIMITED = "unlimited";
    private static final String REMEDY = "raise it: `ulimit -l unlimited` where the hard limit allows, else \"USER -"
        + " memlock unlimited\" in /etc/security/limits.conf and a new login; LimitMEMLOCK=infinity of a systemd unit;"
        + " --ulimit memlock=-1 of a container";

    @Override
    public List<Finding> look() {
        final Matcher limit = host.lines("/proc/self/limits").stream()
            .map(LIMIT::matcher).filter(Matcher::matches).findFirst().orElse(null);
        if (limit == null) {
            return List.of(Finding.warn(NAME, "/proc/self/limits does not tell", "look with `ulimit -l`"));
        }
        return List.of(limit.group(1).equals(UNLIMITED) ? Finding.ok(NAME, UNLIMITED) : look(limit));
    }

    private Finding look(final Matcher limit) {
        final long bytes = Long.parseLong(limit.group(1));
        final String hard = limit.group(2).equals(UNLIMITED) ? UNLIMITED : Units.bytes(Long.parseLong(limit.group(2)));
        final String found = "limit " + Units.bytes(bytes) + " (hard: " + hard + ")";
        if (mayLockAll()) {
            return Finding.ok(NAME, found + ", which does not bind this process: it has CAP_IPC_LOCK");
        }
        final long source = examined.railsOfSource() * (questions.poolBytes() + Footprint.FRAME_BYTES);
        if (source > bytes) {
            return Finding.fail(
                NAME, found + ", a source with a pool of " + Units.bytes(questions.poolBytes()) + " takes "
                    + Units.bytes(source), REMEDY);
        }
        final boolean guessed = questions.imageBytes().isEmpty();
        final long images = questions.imageBytes().orElseGet(() -> SharedMemoryCheck.availableMemory(host));
        final long target = examined.railsOfTarget() * (images + Footprint.FRAME_BYTES);
        final String fits = found + ", enough for a source with a pool of " + Units.bytes(questions.poolBytes());
        if (target > bytes) {
            final String lacks = fits + ", but a target with " + (guessed ? "all free memory" : "images") + " of "
                + Units.bytes(images) + " takes " + Units.bytes(target);
            return guessed ? Finding.warn(NAME, lacks, REMEDY) : Finding.fail(NAME, lacks, REMEDY);
        }
        return Finding.ok(NAME, fits + " and a target with images of " + Units.bytes(images));
    }

    /** The capability counts only where it is the host's own, not that of a user namespace. */
    private boolean mayLockAll() {
        return host.lines("/proc/self/status").stream().map(CAPABILITIES::matcher).filter(Matcher::matches)
            .anyMatch(found -> (Long.parseUnsignedLong(found.group(1), 16) >> CAP_IPC_LOCK & 1) == 1)
            && ALL_USERS.matcher(host.text("/proc/self/uid_map")).matches();
    }
}
