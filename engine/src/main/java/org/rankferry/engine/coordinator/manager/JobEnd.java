package org.rankferry.engine.coordinator.manager;

/**
 * How a job has ended.
 *
 * @param well whether all ranks have done their work.
 * @param why  not, in one line; else empty.
 */
public record JobEnd(boolean well, String why) {
}
