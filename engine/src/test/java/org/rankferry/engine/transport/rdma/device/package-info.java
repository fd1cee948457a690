/** Devices as made-up kernels describe them. */
package org.rankferry.engine.transport.rdma.device;
