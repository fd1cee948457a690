package org.rankferry.engine.store;

import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.TreeSet;

import org.rankferry.bufferpool.directory.OwnedDirectory;

/** The image stores there are. */
public final class ImageStores {
    private ImageStores() {
    }

    /**
     * Where the memory store of this user keeps its images unless told otherwise: beside the run directory, which is
     * empty when nothing runs, while images stay.
     */
    public static Path defaultDirectory() {
        final Path run = OwnedDirectory.defaultRunDirectoryPath();
        return run.resolveSibling(run.getFileName() + "-images");
    }

    /**
     * Opens a store by name.
     *
     * @param name    as {@code --store} gives it.
     * @param options of the store.
     * @throws StoreException when there is no such store, naming those there are, or when it can't be opened.
     */
    public static ImageStore open(final String name, final StoreOptions options) {
        final TreeSet<String> names = new TreeSet<>();
        for (final ImageStoreProvider provider : ServiceLoader.load(ImageStoreProvider.class)) {
            if (provider.name().equals(name)) {
                return provider.open(options);
            }
            names.add(provider.name());
        }
        throw new StoreException("there is no image store '" + name + "'; there are " + String.join(", ", names), false,
            null);
    }
}
