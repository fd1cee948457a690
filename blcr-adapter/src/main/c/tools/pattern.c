#include "pattern.h"

#include <string.h>

#define PAGE 4096u
#define FIELDS 12

static const char *const names[PATTERN_KINDS] = {"even", "blcr", "bursts"};

bool rf_pattern_named(enum pattern_kind *kind, const char *name, size_t length)
{
    for (int i = 0; i < PATTERN_KINDS; i++) {
        if (strlen(names[i]) == length && memcmp(names[i], name, length) == 0) {
            *kind = (enum pattern_kind)i;
            return true;
        }
    }
    return false;
}

const char *rf_pattern_name(enum pattern_kind kind)
{
    return names[kind];
}

static uint32_t below(uint64_t *state, uint32_t limit)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (uint32_t)((z ^ z >> 31) % limit);
}

static uint32_t field(uint64_t *state)
{
    return 4 * (1 + below(state, 10));
}

/* A run of pages; each doubling of its length is as likely. */
static uint32_t run(uint64_t *state)
{
    uint32_t pages = 1u << below(state, 8);
    return PAGE * (pages + below(state, pages + 1));
}

void rf_pattern_fill(struct pattern *pattern, enum pattern_kind kind, uint64_t seed, uint64_t write_size)
{
    uint64_t state = seed;
    size_t n = 0;
    while (kind == PATTERN_BLCR && n < 64) {
        pattern->lengths[n++] = 32;
    }
    while (kind == PATTERN_BLCR && n < RF_PATTERN_WRITES) {
        for (int i = 0; n < RF_PATTERN_WRITES && i < FIELDS; i++) {
            pattern->lengths[n++] = field(&state);
        }
        uint32_t runs = 1 + below(&state, 8);
        for (uint32_t i = 0; n < RF_PATTERN_WRITES && i < runs + 2; i++) {
            pattern->lengths[n++] = i == 0 ? 16 + below(&state, 48) : i == 1 ? PAGE : run(&state);
        }
    }
    for (; n < RF_PATTERN_WRITES; n++) {
        pattern->lengths[n] = kind == PATTERN_BURSTS ? field(&state) : (uint32_t)write_size;
    }
}
