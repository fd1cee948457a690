/** Tests of what only {@code shm} does. */
package org.rankferry.engine.transport.shm;
