package org.rankferry.engine.api;

import java.util.List;

/**
 * How {@code rdma} uses the devices of this host. Other transports ignore it.
 *
 * @param devices    names of the devices to use, or empty for those the address lies on. With several, chunks are
 *                   striped over them.
 * @param queuePairs that carry READs on each device, beside the one with the frames, 1 to {@value #MOST_QUEUE_PAIRS}.
 * @param busyPoll   whether an agent with a link polls for completions and never sleeps.
 * @param library    which libdisni: {@code bundled}, {@code installed}, or the path of one.
 */
public record RdmaOptions(List<String> devices, int queuePairs, boolean busyPoll, String library) {
    /** The most queue pairs on one device. */
    public static final int MOST_QUEUE_PAIRS = 16;
    /** The library that comes with this program. */
    public static final String BUNDLED = "bundled";
    /** Any device, one queue pair, adaptive polling, the bundled library. */
    public static final RdmaOptions DEFAULT = new RdmaOptions(List.of(), 1, false, BUNDLED);

    /** Checks what can be checked without a look at the machine. */
    public RdmaOptions {
        devices = List.copyOf(devices);
        if (queuePairs < 1 || queuePairs > MOST_QUEUE_PAIRS) {
            throw new IllegalArgumentException(
                "queue pairs is " + queuePairs + "; give 1 to " + MOST_QUEUE_PAIRS + " with --queue-pairs");
        }
        if (devices.stream().distinct().count() < devices.size()) {
            throw new IllegalArgumentException("a device is named twice in --device " + String.join(",", devices));
        }
    }
}
