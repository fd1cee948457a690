#include "extras.h"

#include "addresses.h"

#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

#define DEPTH_DEFAULT 16
#define DEPTH_MAX 255

static _Atomic int depth = DEPTH_DEFAULT;
static _Thread_local int event_status;

int rankferry_disni_abi(void)
{
    return RANKFERRY_DISNI_ABI;
}

void rankferry_disni_read_depth(int wanted)
{
    atomic_store(&depth, wanted < 1 ? 1 : wanted > DEPTH_MAX ? DEPTH_MAX : wanted);
}

int read_depth(void)
{
    return atomic_load(&depth);
}

int rankferry_disni_event_status(void)
{
    return event_status;
}

void set_event_status(int status)
{
    event_status = status;
}

int rankferry_disni_alias(const void *sockaddr_in6)
{
    struct sockaddr_in6 address;
    if (sockaddr_in6 == NULL) {
        return -1;
    }
    memcpy(&address, sockaddr_in6, sizeof address);
    return address.sin6_family == AF_INET6 ? (int)alias_of(&address) : -1;
}

int rankferry_disni_aliased(int placeholder, void *sockaddr_in6)
{
    struct sockaddr_in6 address;
    if (sockaddr_in6 == NULL || !aliased((uint32_t)placeholder, &address)) {
        return -1;
    }
    memcpy(sockaddr_in6, &address, sizeof address);
    return 0;
}
