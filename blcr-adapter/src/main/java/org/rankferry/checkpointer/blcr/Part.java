package org.rankferry.checkpointer.blcr;

import org.rankferry.checkpointer.format.Fields;

/** A part of a stream: asks for fields one after the other until it is over. May begin again after that. */
interface Part {
    /** Asks for the first field. */
    void begin(Fields in);

    /**
     * The field that was asked for is there. Asks for the next one.
     *
     * @return whether the part is over instead; then nothing was asked for.
     */
    boolean onField(Fields in);
}
