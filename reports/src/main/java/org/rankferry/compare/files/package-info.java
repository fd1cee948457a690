/**
 * Files that a comparison writes, copies, forgets and reads again.
 *
 * <p>A {@link org.rankferry.compare.files.CacheDrop} has chosen files leave the page cache, so that they are read from
 * their disk the next time, and says whether they did. A {@link org.rankferry.compare.files.CopyKind} opens a
 * {@link org.rankferry.compare.files.CopyTool}: a program with which an operator would copy dumped files to another
 * node. {@link org.rankferry.compare.files.SameFiles} compares what came with what was there. A
 * {@link org.rankferry.compare.files.FileFloor} is how fast plain C processes write and read as many bytes in the same
 * directory: what no checkpointer can beat there.
 *
 * <p>Uses {@code compare.host} and {@code engine.nativeio}; knows no file system by name.
 */
package org.rankferry.compare.files;
