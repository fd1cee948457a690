package org.rankferry.engine.nativeio;

/** The kinds of file system that the engine treats differently; told by {@code f_type} of {@code statfs(2)}. */
public enum FileSystemKind {
    /** Memory in small pages: pool and memory store live here by default. */
    TMPFS(0x01021994L),
    /** Memory in huge pages: sizes must be multiples of the page size, and {@code write(2)} is not offered. */
    HUGETLBFS(0x958458f6L),
    /** Anything else; data reaches it through the page cache. */
    OTHER(-1L);

    private final long magic;

    FileSystemKind(final long magic) {
        this.magic = magic;
    }

    static FileSystemKind ofMagic(final long magic) {
        for (final FileSystemKind kind : values()) {
            // The kernel's long is sign-extended on some machines: the low half is what linux/magic.h defines.
            if (kind != OTHER && kind.magic == (magic & 0xffffffffL)) {
                return kind;
            }
        }
        return OTHER;
    }

    /** Whether its pages are the storage itself, so that mapping the file is the only copy. */
    public boolean isMemory() {
        return this != OTHER;
    }
}
