/*
 * Addresses between Java and the connection manager. DiSNI's Java has room for a sockaddr_in only, so IPv6 addresses
 * travel as placeholders: addresses of 240.0.0.0/4, a range that no interface has, given out from a table.
 */
#ifndef DISNI_ADDRESSES_H
#define DISNI_ADDRESSES_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#define ALIASES_MAX 8192
#define NO_ALIAS UINT32_MAX
#define ADDRESS_TEXT_BYTES 80

/* The placeholder in host order; NO_ALIAS when the table is full. */
uint32_t alias_of(const struct sockaddr_in6 *address);

/* What a placeholder stands for, with port 0. */
bool aliased(uint32_t placeholder, struct sockaddr_in6 *address);

/* Reads the sockaddr_in that Java wrote; false for a placeholder that was never given out. */
bool address_of_java(const void *java, struct sockaddr_storage *address);

/* Writes the sockaddr_in that Java reads; false when the address can't be told there. */
bool address_for_java(const struct sockaddr *address, void *java);

/* "10.0.0.1:7000", "[fe80::1%2]:7000"; returns text. */
const char *address_text(const struct sockaddr *address, char text[ADDRESS_TEXT_BYTES]);

#endif
