/** The choice of devices. */
package org.rankferry.engine.transport.rdma;
