#include "addresses.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define ALIAS_BASE 0xF0000001u
#define CLASS_E_MASK 0xF0000000u

/* Entries are only added: a placeholder means the same as long as the process lives. */
static struct sockaddr_in6 aliases[ALIASES_MAX];
static uint32_t alias_count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static bool same(const struct sockaddr_in6 *a, const struct sockaddr_in6 *b)
{
    return memcmp(&a->sin6_addr, &b->sin6_addr, sizeof a->sin6_addr) == 0 && a->sin6_scope_id == b->sin6_scope_id;
}

uint32_t alias_of(const struct sockaddr_in6 *address)
{
    pthread_mutex_lock(&lock);
    uint32_t i = 0;
    while (i < alias_count && !same(&aliases[i], address)) {
        i++;
    }
    if (i == alias_count && alias_count < ALIASES_MAX) {
        memset(&aliases[i], 0, sizeof aliases[i]);
        aliases[i].sin6_family = AF_INET6;
        aliases[i].sin6_addr = address->sin6_addr;
        aliases[i].sin6_scope_id = address->sin6_scope_id;
        alias_count++;
    }
    uint32_t given = i < alias_count ? ALIAS_BASE + i : NO_ALIAS;
    pthread_mutex_unlock(&lock);
    return given;
}

bool aliased(uint32_t placeholder, struct sockaddr_in6 *address)
{
    pthread_mutex_lock(&lock);
    uint32_t i = placeholder - ALIAS_BASE;
    bool known = i < alias_count;
    if (known) {
        *address = aliases[i];
    }
    pthread_mutex_unlock(&lock);
    return known;
}

bool address_of_java(const void *java, struct sockaddr_storage *address)
{
    struct sockaddr_in given;
    memcpy(&given, java, sizeof given);
    memset(address, 0, sizeof *address);
    uint32_t host = ntohl(given.sin_addr.s_addr);
    if ((host & CLASS_E_MASK) != CLASS_E_MASK || host == INADDR_BROADCAST) {
        memset(given.sin_zero, 0, sizeof given.sin_zero); /* Java's buffers are used again and not cleared */
        memcpy(address, &given, sizeof given);
        return true;
    }
    struct sockaddr_in6 meant;
    if (!aliased(host, &meant)) {
        memcpy(address, &given, sizeof given);
        return false;
    }
    meant.sin6_port = given.sin_port;
    memcpy(address, &meant, sizeof meant);
    return true;
}

bool address_for_java(const struct sockaddr *address, void *java)
{
    struct sockaddr_in told;
    memset(&told, 0, sizeof told);
    if (address->sa_family == AF_INET) {
        memcpy(&told, address, sizeof told);
    } else if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 real;
        memcpy(&real, address, sizeof real);
        uint32_t placeholder = alias_of(&real);
        if (placeholder == NO_ALIAS) {
            return false;
        }
        told.sin_family = AF_INET;
        told.sin_port = real.sin6_port;
        told.sin_addr.s_addr = htonl(placeholder);
    } else if (address->sa_family != AF_UNSPEC) { /* nothing bound yet: all zero */
        return false;
    }
    memcpy(java, &told, sizeof told);
    return true;
}

const char *address_text(const struct sockaddr *address, char text[ADDRESS_TEXT_BYTES])
{
    char digits[INET6_ADDRSTRLEN] = "?";
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 six;
        memcpy(&six, address, sizeof six);
        inet_ntop(AF_INET6, &six.sin6_addr, digits, sizeof digits);
        char scope[16] = "";
        if (six.sin6_scope_id != 0) {
            snprintf(scope, sizeof scope, "%%%u", six.sin6_scope_id);
        }
        snprintf(text, ADDRESS_TEXT_BYTES, "[%s%s]:%u", digits, scope, ntohs(six.sin6_port));
    } else {
        struct sockaddr_in four;
        memcpy(&four, address, sizeof four);
        inet_ntop(AF_INET, &four.sin_addr, digits, sizeof digits);
        snprintf(text, ADDRESS_TEXT_BYTES, "%s:%u", digits, ntohs(four.sin_port));
    }
    return text;
}
