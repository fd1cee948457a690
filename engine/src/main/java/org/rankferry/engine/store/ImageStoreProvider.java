package org.rankferry.engine.store;

/** Makes image stores of one kind. Found with {@link java.util.ServiceLoader}. */
public interface ImageStoreProvider {
    /** What {@code --store} names it by, for example {@code memory}. */
    String name();

    /**
     * Opens a store.
     *
     * @param options of the store.
     * @throws StoreException when the place can't be used, with the remedy.
     */
    ImageStore open(StoreOptions options);
}
