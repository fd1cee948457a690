package org.rankferry.checkpointer.mount;

/** Hears what becomes of a mount, on its thread. Must return at once. */
interface MountWatch {
    /** Nothing can be written any more. */
    void onFailed(String why);

    /** A program has asked for bytes that it had written, and that are not on this node any more. */
    void onBytesGone(long inode, long offset, long kept);
}
