#include "parse_bytes.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

uint64_t parse_bytes(const char *program, const char *option, const char *text)
{
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    int shift = *end == 'k' || *end == 'K' ? 10 : *end == 'M' ? 20 : *end == 'G' ? 30 : 0;
    if (text[0] < '0' || text[0] > '9' || end[shift != 0] != '\0' || errno != 0 || value > (UINT64_MAX >> 1) >> shift) {
        fprintf(stderr, "%s: %s is \"%s\", expected a number of bytes, with suffix k, M or G if wanted\n", program,
            option, text);
        exit(2);
    }
    return (uint64_t)value << shift;
}
