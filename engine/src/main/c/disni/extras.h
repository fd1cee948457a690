/*
 * What Rankferry's Java asks of this library beyond DiSNI, through the foreign-function interface. An upstream libdisni
 * has none of it.
 */
#ifndef DISNI_EXTRAS_H
#define DISNI_EXTRAS_H

#include <stdint.h>

#define EXPORTED __attribute__((visibility("default")))

/* The version of this file. */
#define RANKFERRY_DISNI_ABI 1
EXPORTED int rankferry_disni_abi(void);

/* READs in flight per connection, 1 to 255, for what connects or accepts from now on; 16 until set. */
EXPORTED void rankferry_disni_read_depth(int depth);

/*
 * The status of the connection event that this thread got last: 0, -errno, or for REJECTED the reason that the
 * connection manager of the peer gave.
 */
EXPORTED int rankferry_disni_event_status(void);

/*
 * The placeholder that stands for an IPv6 address (struct sockaddr_in6: address and scope) where DiSNI takes IPv4 only:
 * an address of 240.0.0.0/4 in host order, always the same for the same address. -1 when the table is full or it is not
 * IPv6.
 */
EXPORTED int rankferry_disni_alias(const void *sockaddr_in6);

/* Writes what a placeholder stands for, with port 0, and returns 0; -1 for one that was never given out. */
EXPORTED int rankferry_disni_aliased(int placeholder, void *sockaddr_in6);

/* The two sides of the extras that the library itself uses. */
int read_depth(void);
void set_event_status(int status);

#endif
