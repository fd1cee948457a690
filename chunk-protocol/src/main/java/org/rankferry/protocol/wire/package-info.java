/**
 * Frames: how they lie on the wire, how a stream of bytes becomes frames again, and how a frame is checked before
 * anything in it is believed.
 *
 * <p>A frame is a {@link org.rankferry.protocol.wire.FrameHeader}, the SBE message header, and one message of the
 * schema {@code rankferry.xml}, whose codecs are generated into {@code org.rankferry.protocol.wire.codec}. The
 * generated decoders trust what they read: they follow lengths found in the frame wherever these lead. So every end
 * calls {@link org.rankferry.protocol.wire.FrameCheck} first, and after it no decoder can read outside the frame, meet
 * an enumeration value it does not know, or a text that would break a line of a log.
 *
 * <p>{@link org.rankferry.protocol.wire.FrameAssembler} and {@link org.rankferry.protocol.wire.FrameOutbox} stand
 * between frames and a non-blocking byte channel; transports that keep message borders themselves (RDMA SEND) need
 * neither. {@link org.rankferry.protocol.wire.FrameSink} is where session rules put the frames they make.
 *
 * <p>Nothing here does I/O, holds a thread or allocates per frame. Faults of a peer are
 * {@link org.rankferry.protocol.wire.FrameFault}: one line, no stack trace. The package uses Agrona and the generated
 * codecs, and knows no other package of this project.
 */
package org.rankferry.protocol.wire;
