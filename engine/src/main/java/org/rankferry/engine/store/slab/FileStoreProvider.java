package org.rankferry.engine.store.slab;

import org.rankferry.engine.store.ImageStore;
import org.rankferry.engine.store.ImageStoreProvider;
import org.rankferry.engine.store.StoreOptions;

/** {@code --store file}: images in any directory, on the disk before the set counts. */
public final class FileStoreProvider implements ImageStoreProvider {
    /** Called by the service loader. */
    public FileStoreProvider() {
    }

    @Override
    public String name() {
        return StoreKind.FILE.storeName();
    }

    @Override
    public ImageStore open(final StoreOptions options) {
        return SlabStore.open(StoreKind.FILE, options);
    }
}
