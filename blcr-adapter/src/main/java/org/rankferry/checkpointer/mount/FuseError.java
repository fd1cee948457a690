package org.rankferry.checkpointer.mount;

/** What a request is answered with instead. Has no stack trace: programs ask for names that are not there all day. */
final class FuseError extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int errno;

    FuseError(final int errno) {
        super("errno " + errno, null, false, false);
        this.errno = errno;
    }

    int errno() {
        return errno;
    }
}
