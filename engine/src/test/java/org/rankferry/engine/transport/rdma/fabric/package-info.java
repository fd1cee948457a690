/** The parts of the rdma transport that need no device. */
package org.rankferry.engine.transport.rdma.fabric;
