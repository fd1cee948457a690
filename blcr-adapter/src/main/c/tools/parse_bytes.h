#ifndef RF_PARSE_BYTES_H
#define RF_PARSE_BYTES_H

#include <stdint.h>

/* A number with an optional suffix k, M or G (powers of 1024), or a line on standard error and exit 2. */
uint64_t parse_bytes(const char *program, const char *option, const char *text);

#endif
