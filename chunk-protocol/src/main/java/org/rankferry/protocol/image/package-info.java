/**
 * What images are made of: streams, extents of bytes, checksums, and the manifest of a set.
 *
 * <p>Chunks of a stream arrive in any order and, for writers that seek back, on top of each other.
 * {@link org.rankferry.protocol.image.ExtentSet} knows which bytes are there;
 * {@link org.rankferry.protocol.image.StreamDigest} knows beside that the CRC-32C of the whole, folded from the
 * checksums of the chunks by position with {@link org.rankferry.protocol.image.Crc32c#combine}, so that no byte is read
 * twice for it. An overlap makes the digest unknown, and the stream's bytes have to be read.
 *
 * <p>{@link org.rankferry.protocol.image.Manifest} says what a committed set holds and where it came from;
 * {@link org.rankferry.protocol.image.ManifestJson} is its text, in which no changed byte goes unnoticed.
 *
 * <p>No I/O, no threads. Nothing here is thread safe but the records and static methods. The package knows
 * {@code protocol.wire} for name rules, and no other package of this project.
 */
package org.rankferry.protocol.image;
