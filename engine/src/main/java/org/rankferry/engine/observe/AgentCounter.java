package org.rankferry.engine.observe;

/**
 * What an agent counts. Type ids and labels are read by other processes and programs: a number is never used again for
 * something else.
 */
public enum AgentCounter {
    /** Bytes of chunks whose READ completed and whose CRC fits. */
    BYTES_READ(1, "bytes_read (bytes)"),
    /** Chunks that were committed by a rank (source) or advertised (target). */
    CHUNKS_READY(2, "chunks_ready (chunks)"),
    /** Chunks that arrived whole and were given back. */
    CHUNKS_DONE(3, "chunks_done (chunks)"),
    /** READs handed to the transport. */
    READS_POSTED(4, "reads_posted (reads)"),
    /** READs handed to the transport and not yet completed; a level. */
    READS_IN_FLIGHT(5, "reads_in_flight (reads)"),
    /** READs posted again after a failure or a wrong CRC. */
    READ_RETRIES(6, "read_retries (reads)"),
    /** READs that the transport completed with an error. */
    READ_ERRORS(7, "read_errors (reads)"),
    /** Chunks whose bytes did not fit their CRC. */
    CRC_FAILURES(8, "crc_failures (chunks)"),
    /** Frames received from the other agent. */
    FRAMES_IN(9, "frames_in (frames)"),
    /** Frames sent to the other agent. */
    FRAMES_OUT(10, "frames_out (frames)"),
    /** Times a frame had to wait for credits. */
    CREDIT_STALLS(11, "credit_stalls (times)"),
    /** Times the link was made again. */
    RECONNECTS(12, "reconnects (times)"),
    /** Ranks that are attached now; a level. */
    RANKS_ATTACHED(13, "ranks_attached (ranks)"),
    /** Ranks that died or left in the middle. */
    RANKS_LOST(14, "ranks_lost (ranks)"),
    /** Streams that are open now; a level. */
    STREAMS_OPEN(15, "streams_open (streams)"),
    /** Images that are whole and verified at the target. */
    IMAGES_STORED(16, "images_stored (images)"),
    /** Image sets whose manifest was written. */
    SETS_COMMITTED(17, "sets_committed (sets)"),
    /** Errors that the agent met, distinct or not. */
    ERRORS(18, "errors (errors)"),
    /** Turns of the agent's duty cycle. */
    DUTY_CYCLES(19, "duty_cycles (turns)"),
    /** Turns in which the agent had something to do. */
    BUSY_CYCLES(20, "busy_cycles (turns)");

    private final int typeId;
    private final String label;

    AgentCounter(final int typeId, final String label) {
        this.typeId = typeId;
        this.label = label;
    }

    /** The counter's type in the counters file. */
    public int typeId() {
        return typeId;
    }

    /** Name in snake_case, and the unit in parentheses. */
    public String label() {
        return label;
    }
}
