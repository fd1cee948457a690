package org.rankferry.engine.store.slab;

import org.rankferry.engine.store.ImageStore;
import org.rankferry.engine.store.ImageStoreProvider;
import org.rankferry.engine.store.StoreOptions;

/** {@code --store memory}: images in tmpfs. */
public final class MemoryStoreProvider implements ImageStoreProvider {
    /** Called by the service loader. */
    public MemoryStoreProvider() {
    }

    @Override
    public String name() {
        return StoreKind.MEMORY.storeName();
    }

    @Override
    public ImageStore open(final StoreOptions options) {
        return SlabStore.open(StoreKind.MEMORY, options);
    }
}
