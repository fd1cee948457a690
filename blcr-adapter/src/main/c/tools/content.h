/*
 * The bytes of a test image: each 8-byte word says which seed, rank, stream and offset it belongs to, so a chunk in the
 * wrong place, of the wrong rank or the wrong stream cannot pass. Exactly (all arithmetic modulo 2^64):
 *
 *     mix(z):                     z = z + 0x9E3779B97F4A7C15
 *                                 z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9      (>> is the unsigned shift)
 *                                 z = (z ^ (z >> 27)) * 0x94D049BB133111EB
 *                                 mix = z ^ (z >> 31)
 *     key(seed, rank, stream)  =  mix(seed ^ mix(rank * 2^32 + stream))
 *     word(key, offset)        =  mix(key + offset)                             (offset is a multiple of 8)
 *
 * The byte at offset o of the stream is byte (o mod 8), the lowest first, of word(key, o - o mod 8): little endian. A
 * stream whose length is no multiple of 8 ends within its last word. stream is the number of the stream in the image,
 * from 0.
 *
 * For example key(1, 3, 0) is 0x6d14859ac6616bc4, its words at 0 and 8 are 0x2d162664dfb175d3 and 0xb4144d51649c776d;
 * key(42, 7, 2) is 0x14e5bc298dd88dfe, its word at 2^33 is 0x0f2de587926c712e.
 *
 * An image of N bytes in K streams: stream s has N / K bytes, and one more when s < N mod K.
 * The streams are called NAME when K is 1, else NAME.0, NAME.1, ...
 */
#ifndef RF_CONTENT_H
#define RF_CONTENT_H

#include <stddef.h>
#include <stdint.h>

#define RF_CONTENT_NAME_MAX 280

uint64_t rf_content_key(uint64_t seed, uint32_t rank, uint32_t stream);

/* Writes the n bytes of the stream that begin at offset; any offset, any n. */
void rf_content_fill(void *bytes, size_t n, uint64_t key, uint64_t offset);

/* The offset in the stream of the first byte that is wrong, or -1. */
int64_t rf_content_check(const void *bytes, size_t n, uint64_t key, uint64_t offset);

uint64_t rf_content_stream_bytes(uint64_t image_bytes, uint32_t streams, uint32_t stream);
void rf_content_stream_name(char out[RF_CONTENT_NAME_MAX], const char *name, uint32_t streams, uint32_t stream);

#endif
