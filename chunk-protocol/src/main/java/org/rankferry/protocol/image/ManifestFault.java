package org.rankferry.protocol.image;

/** A manifest's text that is damaged, changed or of another format; the message is one line. */
public final class ManifestFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * A fault.
     *
     * @param message one line that names field and value
     */
    public ManifestFault(String message) {
        super(message, null, false, false);
    }
}
