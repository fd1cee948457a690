/**
 * The {@code rdma} transport: READs by the device, from the source's registered pool into the registered image.
 *
 * <p>{@link org.rankferry.engine.transport.rdma.RdmaTransport} says whether it can run here and chooses the devices;
 * the work is done in {@code .fabric}, whose classes come by the loader that brings libdisni ({@code .library}).
 */
package org.rankferry.engine.transport.rdma;
