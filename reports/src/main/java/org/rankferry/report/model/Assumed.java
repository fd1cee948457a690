package org.rankferry.report.model;

import java.util.List;

/**
 * What the model is asked for, and what it takes as given.
 *
 * @param links        of a node.
 * @param disk         local, of each node; null for what was measured.
 * @param pfs          parallel file systems, all their servers together.
 * @param ranksPerNode 0 for what was measured.
 * @param rankBytes    of the image of a rank; 0 for what was measured.
 * @param latencyUs    of an event from one node to another, in microseconds.
 */
public record Assumed(
    List<Rate> links, Rate disk, List<Rate> pfs, int ranksPerNode, long rankBytes, double latencyUs) {
}
