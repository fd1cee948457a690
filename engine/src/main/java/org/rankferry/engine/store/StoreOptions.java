package org.rankferry.engine.store;

import java.nio.file.Path;

import org.rankferry.engine.transport.MemoryRegistrar;

/**
 * What a store is made with.
 *
 * @param directory the image sets go to. A set lies in it directly, or with {@code perSet} in a directory of its own
 *                  named {@code <job>-<epoch>}.
 * @param perSet    whether several sets are kept.
 * @param maxBytes  of images the store takes, 0 for what the file system has.
 * @param reserve   memory to keep touched ahead of need; the file store keeps none.
 * @param chunkBytes the largest chunk that will land.
 * @param registrar of the transport in use.
 */
public record StoreOptions(
    Path directory, boolean perSet, long maxBytes, Reserve reserve, int chunkBytes, MemoryRegistrar registrar) {

    /**
     * Touched memory to keep: so many files of so many bytes, one for each stream to come.
     *
     * @param files in number.
     * @param bytes each.
     */
    public record Reserve(int files, long bytes) {
        /** No reserve. */
        public static final Reserve NONE = new Reserve(0, 0);
    }
}
