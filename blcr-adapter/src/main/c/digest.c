#include "digest.h"

#include "crc32c.h"

#include <string.h>

static void remove_run(struct rf_digest *digest, unsigned at)
{
    digest->count--;
    memmove(&digest->runs[at], &digest->runs[at + 1], (digest->count - at) * sizeof digest->runs[0]);
}

static void append(struct rf_run *run, const struct rf_run *next)
{
    run->crc = rf_crc32c_combine(run->crc, next->crc, next->end - next->begin);
    run->end = next->end;
}

void rf_digest_add(struct rf_digest *digest, uint64_t position, uint32_t length, uint32_t crc)
{
    if (digest->unknown) {
        return;
    }
    struct rf_run *runs = digest->runs;
    const struct rf_run added = {position, position + length, crc};
    unsigned at = digest->count; /* the first run behind the added bytes; from the back, where streams grow */
    while (at > 0 && runs[at - 1].begin >= added.begin) {
        at--;
    }
    if ((at > 0 && runs[at - 1].end > added.begin) || (at < digest->count && added.end > runs[at].begin)) {
        digest->unknown = true;
        return;
    }
    if (at > 0 && runs[at - 1].end == added.begin) {
        append(&runs[at - 1], &added);
        at--;
    } else if (digest->count < RF_DIGEST_RUNS) {
        memmove(&runs[at + 1], &runs[at], (digest->count - at) * sizeof runs[0]);
        runs[at] = added;
        digest->count++;
    } else {
        digest->unknown = true;
        return;
    }
    if (at + 1 < digest->count && runs[at].end == runs[at + 1].begin) {
        append(&runs[at], &runs[at + 1]);
        remove_run(digest, at + 1);
    }
}

bool rf_digest_known(const struct rf_digest *digest, uint64_t length)
{
    if (digest->unknown) {
        return false;
    }
    if (digest->count == 0) {
        return length == 0;
    }
    return digest->count == 1 && digest->runs[0].begin == 0 && digest->runs[0].end == length;
}

uint32_t rf_digest_crc(const struct rf_digest *digest)
{
    return digest->count == 0 ? 0 : digest->runs[0].crc;
}
