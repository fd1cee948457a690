package org.rankferry.checkpointer.mount;

/**
 * What is wanted of a mount on the source.
 *
 * @param readBackBytes how many of the last bytes written can be read back.
 * @param syncNs        how long a program waits in fsync at the most.
 * @param signOfLifeNs  how often the source hears of the rank, whether or not anything is written.
 * @param rootMode      permissions of the root directory.
 */
record MountTerms(long readBackBytes, long syncNs, long signOfLifeNs, int rootMode) {
}
