package org.rankferry.compare;

import java.nio.file.Path;

/** Copies the dump of a node to the disk of another, as an operator would. */
@FunctionalInterface
interface NodeCopies {
    /**
     * Copies, and puts the copy in the place of the original: what starts from there starts from the copy.
     *
     * @param strategy whose tool is taken.
     * @param dump     directory of the node.
     * @param round    it is for.
     * @return seconds of the copying.
     */
    double copy(Strategy strategy, Path dump, int round);
}
