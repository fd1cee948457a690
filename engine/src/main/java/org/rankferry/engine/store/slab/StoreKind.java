package org.rankferry.engine.store.slab;

/** In what the two stores differ; everything else they share. */
enum StoreKind {
    /** Images in tmpfs: written through the mapping, gone with the node, backed by a reserve. */
    MEMORY("memory", false, true),
    /** Images in any directory: written with system calls, on the disk before they count as committed. */
    FILE("file", true, false);

    private final String storeName;
    private final boolean durable;
    private final boolean inMemory;

    StoreKind(final String storeName, final boolean durable, final boolean inMemory) {
        this.storeName = storeName;
        this.durable = durable;
        this.inMemory = inMemory;
    }

    String storeName() {
        return storeName;
    }

    /** Whether files and directories are synced before the set counts as committed. */
    boolean durable() {
        return durable;
    }

    /** Whether the bytes take memory of this host for as long as the image lives. */
    boolean inMemory() {
        return inMemory;
    }
}
