#include "addresses.h"
#include "extras.h"
#include "harness.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static struct sockaddr_in6 six(const char *digits, unsigned scope, unsigned port)
{
    struct sockaddr_in6 address;
    memset(&address, 0, sizeof address);
    address.sin6_family = AF_INET6;
    address.sin6_scope_id = scope;
    address.sin6_port = htons((uint16_t)port);
    CHECK_INT(1, inet_pton(AF_INET6, digits, &address.sin6_addr));
    return address;
}

static struct sockaddr_in four(uint32_t host, unsigned port)
{
    struct sockaddr_in address;
    memset(&address, 0xAB, sizeof address); /* Java's buffers have been used before */
    address.sin_family = AF_INET;
    address.sin_port = htons((uint16_t)port);
    address.sin_addr.s_addr = htonl(host);
    return address;
}

TEST(alias_is_one_per_address_and_scope)
{
    struct sockaddr_in6 a = six("fd00::1", 0, 7000);
    struct sockaddr_in6 b = six("fd00::1", 0, 8000);
    struct sockaddr_in6 c = six("fe80::1", 2, 0);
    struct sockaddr_in6 d = six("fe80::1", 3, 0);
    int first = rankferry_disni_alias(&a);
    CHECK_INT(0xF, (unsigned)first >> 28);
    CHECK_INT(first, rankferry_disni_alias(&b));
    CHECK(rankferry_disni_alias(&c) != first);
    CHECK(rankferry_disni_alias(&c) != rankferry_disni_alias(&d));
    struct sockaddr_in6 back;
    CHECK_INT(0, rankferry_disni_aliased(rankferry_disni_alias(&d), &back));
    CHECK_INT(AF_INET6, back.sin6_family);
    CHECK_INT(0, back.sin6_port);
    CHECK_INT(3, back.sin6_scope_id);
    CHECK(memcmp(&back.sin6_addr, &d.sin6_addr, sizeof d.sin6_addr) == 0);
}

TEST(alias_of_nothing_is_refused)
{
    struct sockaddr_in plain = four(0x0A4D0001, 1);
    char room[sizeof(struct sockaddr_in6)];
    memset(room, 0, sizeof room);
    memcpy(room, &plain, sizeof plain);
    CHECK_INT(-1, rankferry_disni_alias(NULL));
    CHECK_INT(-1, rankferry_disni_alias(room));
    CHECK_INT(-1, rankferry_disni_aliased(0, room));
    CHECK_INT(-1, rankferry_disni_aliased(-1, room));
    CHECK_INT(-1, rankferry_disni_aliased((int)0xF0000000u, room));
    CHECK_INT(-1, rankferry_disni_aliased((int)0xF0FFFFFFu, room));
    CHECK_INT(-1, rankferry_disni_aliased((int)0xF0000001u, NULL));
}

TEST(address_of_java_puts_ipv6_in_the_place_of_its_alias)
{
    struct sockaddr_in6 real = six("2001:db8::7", 0, 0);
    struct sockaddr_in java = four((uint32_t)rankferry_disni_alias(&real), 7000);
    struct sockaddr_storage address;
    char text[ADDRESS_TEXT_BYTES];
    CHECK(address_of_java(&java, &address));
    CHECK_INT(AF_INET6, address.ss_family);
    CHECK_TEXT("[2001:db8::7]:7000", address_text((struct sockaddr *)&address, text));

    struct sockaddr_in back;
    CHECK(address_for_java((struct sockaddr *)&address, &back));
    CHECK_INT(java.sin_addr.s_addr, back.sin_addr.s_addr);
    CHECK_INT(java.sin_port, back.sin_port);
    CHECK_INT(AF_INET, back.sin_family);
}

TEST(address_of_java_leaves_ipv4_alone)
{
    struct sockaddr_in java = four(0x0A4D0001, 7000);
    struct sockaddr_storage address;
    char text[ADDRESS_TEXT_BYTES];
    CHECK(address_of_java(&java, &address));
    CHECK_TEXT("10.77.0.1:7000", address_text((struct sockaddr *)&address, text));
    struct sockaddr_in back;
    CHECK(address_for_java((struct sockaddr *)&address, &back));
    CHECK_INT(java.sin_addr.s_addr, back.sin_addr.s_addr);
    struct sockaddr_in strange = four(0xF1000000, 1);
    CHECK(!address_of_java(&strange, &address));
    CHECK_TEXT("241.0.0.0:1", address_text((struct sockaddr *)&address, text));
}

TEST(address_for_java_of_an_unbound_id_is_zero)
{
    struct sockaddr_storage none;
    struct sockaddr_in back;
    memset(&none, 0, sizeof none);
    CHECK(address_for_java((struct sockaddr *)&none, &back));
    CHECK_INT(0, back.sin_addr.s_addr);
    none.ss_family = AF_UNIX;
    CHECK(!address_for_java((struct sockaddr *)&none, &back));
}

static void fill_table(void)
{
    struct sockaddr_in6 address = six("fd01::", 0, 0);
    int given = 0;
    int last = 0;
    for (int i = 0; i <= ALIASES_MAX; i++) {
        memcpy(&address.sin6_addr.s6_addr[8], &i, sizeof i);
        int alias = rankferry_disni_alias(&address);
        if (alias != -1) {
            given++;
            last = alias;
        }
    }
    CHECK(given < ALIASES_MAX && given > ALIASES_MAX - 100); /* other tests took some */
    CHECK_INT(-1, rankferry_disni_alias(&address));
    struct sockaddr_in6 back;
    CHECK_INT(0, rankferry_disni_aliased(last, &back));
    CHECK_INT(last, rankferry_disni_alias(&back));
}

/* In a process of its own: the other tests want aliases too. */
TEST(alias_table_fills_up)
{
    pid_t child = fork();
    if (child == 0) {
        fill_table();
        _exit(0);
    }
    int status;
    CHECK_INT(child, waitpid(child, &status, 0));
    CHECK_INT(0, status);
}
