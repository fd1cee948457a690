package org.rankferry.engine.doctor;

import java.util.Locale;

/** How much a finding matters. */
public enum Status {
    /** Nothing to do. */
    OK,
    /** Works, but worse than it could, or not as large as it might be wanted. */
    WARN,
    /** RDMA will not work until this is put right. */
    FAIL;

    /** As it is printed and written: {@code ok}, {@code warn}, {@code fail}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
