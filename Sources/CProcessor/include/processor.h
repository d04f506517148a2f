// SPDX-License-Identifier: Apache-2.0
#ifndef FACEFLEET_PROCESSOR_H
#define FACEFLEET_PROCESSOR_H

// Which groups of instructions this processor and its operating system offer. Kept apart from all other code because
// it must run on any processor: this target alone is built for the oldest one.
enum {
    FACEFLEET_CPU_AVX = 1 << 0,
    FACEFLEET_CPU_AVX2 = 1 << 1,
    FACEFLEET_CPU_FMA = 1 << 2,
    FACEFLEET_CPU_BMI1 = 1 << 3,
    FACEFLEET_CPU_BMI2 = 1 << 4,
    FACEFLEET_CPU_F16C = 1 << 5,
    FACEFLEET_CPU_LZCNT = 1 << 6,
    FACEFLEET_CPU_MOVBE = 1 << 7,
};

// The groups as bits; 0 on a processor that is not 64-bit x86.
unsigned int facefleet_cpu_features(void);

// Cores that this process may run on; 0 when the system does not tell.
int facefleet_cpu_allowed_count(void);

// Tells the allocator to keep up to 64 MB of what is freed, where it can be told.
void facefleet_keep_freed_memory(void);

#endif
