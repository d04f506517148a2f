// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "processor.h"

#include <unistd.h>

#if defined(__linux__)
#include <sched.h>

int facefleet_cpu_allowed_count(void) {
    cpu_set_t allowed;
    return sched_getaffinity(0, sizeof(allowed), &allowed) == 0 ? CPU_COUNT(&allowed) : 0;
}
#else
int facefleet_cpu_allowed_count(void) { return (int)sysconf(_SC_NPROCESSORS_ONLN); }
#endif

#if defined(__x86_64__)
#include <cpuid.h>

// Intel SDM volume 1, section 14.3: the processor's bit is not enough, the system must save the 256-bit registers.
static int saves_wide_registers(unsigned int ecx) {
    unsigned int low, high;
    if (!(ecx & bit_OSXSAVE)) return 0;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (low & 6) == 6;
}

unsigned int facefleet_cpu_features(void) {
    unsigned int a, b, c, d, features = 0;
    if (!__get_cpuid(1, &a, &b, &c, &d)) return 0;
    int wide = saves_wide_registers(c);
    if (wide && (c & bit_AVX)) features |= FACEFLEET_CPU_AVX;
    if (wide && (c & bit_FMA)) features |= FACEFLEET_CPU_FMA;
    if (wide && (c & bit_F16C)) features |= FACEFLEET_CPU_F16C;
    if (c & bit_MOVBE) features |= FACEFLEET_CPU_MOVBE;
    if (__get_cpuid_count(7, 0, &a, &b, &c, &d)) {
        if (wide && (b & bit_AVX2)) features |= FACEFLEET_CPU_AVX2;
        if (b & bit_BMI) features |= FACEFLEET_CPU_BMI1;
        if (b & bit_BMI2) features |= FACEFLEET_CPU_BMI2;
    }
    if (__get_cpuid(0x80000001, &a, &b, &c, &d) && (c & bit_LZCNT)) features |= FACEFLEET_CPU_LZCNT;
    return features;
}
#else
unsigned int facefleet_cpu_features(void) { return 0; }
#endif

#ifdef __GLIBC__
#include <malloc.h>
#endif

void facefleet_keep_freed_memory(void) {
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 16 << 20);
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
#endif
}
