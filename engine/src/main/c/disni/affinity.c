/* The CPUs of the calling thread as a bit each: a long has room for the first 64, and DiSNI knows no more. */
#define _GNU_SOURCE
#include "natives.h"

#include <sched.h>
#include <stdint.h>

#define CPUS_IN_LONG 64
#define CPUS_MAX 8192

NATIVE(void) AFFINITY(setAffinity)(JNIEnv *env, jclass self, jlong cpus)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    for (int cpu = 0; cpu < CPUS_IN_LONG; cpu++) {
        if (((uint64_t)cpus >> cpu & 1) != 0) {
            CPU_SET(cpu, &set);
        }
    }
    sched_setaffinity(0, sizeof set, &set); /* a set without a usable CPU changes nothing */
}

NATIVE(jlong) AFFINITY(getAffinity)(JNIEnv *env, jclass self)
{
    /* The kernel wants room for all its CPUs, which can be more than a cpu_set_t holds. */
    cpu_set_t sets[CPUS_MAX / CPU_SETSIZE];
    CPU_ZERO_S(sizeof sets, sets);
    if (sched_getaffinity(0, sizeof sets, sets) != 0) {
        return 0;
    }
    uint64_t cpus = 0;
    for (int cpu = 0; cpu < CPUS_IN_LONG; cpu++) {
        cpus |= (uint64_t)(CPU_ISSET_S(cpu, sizeof sets, sets) != 0) << cpu;
    }
    return (jlong)cpus;
}
