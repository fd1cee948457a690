/** Tests of what only {@code tcp} does. */
package org.rankferry.engine.transport.tcp;
