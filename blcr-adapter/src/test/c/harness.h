/* A small test harness: tests register themselves, run in one process, and the first that fails ends the run. */
#ifndef RF_HARNESS_H
#define RF_HARNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEST(name)                                                                                                     \
    static void name(void);                                                                                            \
    __attribute__((constructor)) static void register_##name(void)                                                     \
    {                                                                                                                  \
        test_register(#name, name);                                                                                    \
    }                                                                                                                  \
    static void name(void)

void test_register(const char *name, void (*body)(void));

#define CHECK(condition) test_check((condition), #condition, __FILE__, __LINE__)
#define CHECK_INT(expected, actual)                                                                                    \
    test_check_int((long long)(expected), (long long)(actual), #actual, __FILE__, __LINE__)
#define CHECK_TEXT(part, text) test_check_text((part), (text), __FILE__, __LINE__)

void test_check(bool holds, const char *condition, const char *file, int line);
void test_check_int(long long expected, long long actual, const char *what, const char *file, int line);
/* The text must have the part in it, and be one line. */
void test_check_text(const char *part, const char *text, const char *file, int line);

/* Seeded by RF_TEST_SEED, or 1; a failure prints it. */
uint64_t test_random(void);

#endif
