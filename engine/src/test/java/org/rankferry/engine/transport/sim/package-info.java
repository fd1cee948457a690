/**
 * Faults on purpose: the {@code sim} transport wraps another one and breaks it, by a plan and a seed.
 *
 * <p>Everything is injected beneath the target's link, where READs complete and the source's frames arrive; the source
 * sees what a real fault would leave it: a connection that is closed, or silent. Every fault is counted, so a test can
 * assert that it happened and how often, and not only that all went well.
 */
package org.rankferry.engine.transport.sim;
