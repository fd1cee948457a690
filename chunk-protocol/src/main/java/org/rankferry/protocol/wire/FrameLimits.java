package org.rankferry.protocol.wire;

import org.rankferry.protocol.wire.codec.ChunkDoneEncoder;
import org.rankferry.protocol.wire.codec.GroupSizeEncodingEncoder;
import org.rankferry.protocol.wire.codec.HeldChunksEncoder;
import org.rankferry.protocol.wire.codec.PoolRegionsEncoder;

/** How many entries of a group fit a frame of {@link FrameHeader#MAX_FRAME_LENGTH}. */
public final class FrameLimits {
    /** Length field of a text. */
    static final int TEXT_HEADER_LENGTH = Short.BYTES;

    /** Dimensions of a group. */
    static final int GROUP_HEADER_LENGTH = GroupSizeEncodingEncoder.ENCODED_LENGTH;

    private static final int ROOM = FrameHeader.MAX_FRAME_LENGTH - FrameHeader.BODY_OFFSET - GROUP_HEADER_LENGTH;

    /** Extents of a HeldChunks frame. */
    public static final int MAX_EXTENTS =
        (ROOM - HeldChunksEncoder.BLOCK_LENGTH) / HeldChunksEncoder.ExtentsEncoder.sbeBlockLength();

    /** Regions of a PoolRegions frame, beside the longest path. */
    public static final int MAX_REGIONS = (ROOM - TEXT_HEADER_LENGTH - FrameText.MAX_PATH_LENGTH)
        / PoolRegionsEncoder.RegionsEncoder.sbeBlockLength();

    /** Chunks of a ChunkDone frame. */
    public static final int MAX_DONE = ROOM / ChunkDoneEncoder.ChunksEncoder.sbeBlockLength();

    /** Rails of a RailOffer frame: more devices than a node has. */
    public static final int MAX_RAILS = 32;

    private FrameLimits() {
    }
}
