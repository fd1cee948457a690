package org.rankferry.engine.rank;

/** The image a rank was writing is void; the rank lives on and may be asked again. */
public final class ImageVoidException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final boolean again;

    ImageVoidException(final String message, final boolean again) {
        super(message);
        this.again = again;
    }

    /**
     * Whether the image is wanted again from its start, because the target was lost; otherwise the set was given up.
     */
    public boolean again() {
        return again;
    }
}
