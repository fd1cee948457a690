/**
 * The RDMA devices of this host, as the kernel describes them: names, ports, addresses and limits.
 *
 * <p>{@link org.rankferry.engine.transport.rdma.device.RdmaDevices} reads {@code /sys/class/infiniband}; no device is
 * opened for that. {@link org.rankferry.engine.transport.rdma.device.DeviceLimits} opens one for a moment to ask it for
 * its limits. The transport chooses its rails by both, and {@code rankferry doctor} explains them.
 */
package org.rankferry.engine.transport.rdma.device;
