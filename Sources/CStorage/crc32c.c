// SPDX-License-Identifier: Apache-2.0
#include "storage_shim.h"

#include <pthread.h>
#include <string.h>

// The reflected polynomial of RFC 3720.
#define POLYNOMIAL 0x82F63B78u

// Three streams hide the instruction's latency of three cycles; the blocks are joined by a table that moves a
// remainder over the zeros of one block.
#define BLOCK 2048

static uint32_t byte_table[8][256];
static uint32_t shift_table[4][256];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static uint32_t shifted(uint32_t crc) {
    return shift_table[0][crc & 255] ^ shift_table[1][crc >> 8 & 255] ^ shift_table[2][crc >> 16 & 255]
        ^ shift_table[3][crc >> 24];
}

static void make_tables(void) {
    for (uint32_t value = 0; value < 256; value++) {
        uint32_t crc = value;
        for (int bit = 0; bit < 8; bit++) crc = crc & 1 ? crc >> 1 ^ POLYNOMIAL : crc >> 1;
        byte_table[0][value] = crc;
    }
    for (int row = 1; row < 8; row++)
        for (int value = 0; value < 256; value++) {
            uint32_t before = byte_table[row - 1][value];
            byte_table[row][value] = before >> 8 ^ byte_table[0][before & 255];
        }
    // A remainder moves linearly: 32 single bits make all others.
    uint32_t moved[32];
    for (int bit = 0; bit < 32; bit++) {
        uint32_t crc = 1u << bit;
        for (int zero = 0; zero < BLOCK; zero++) crc = crc >> 8 ^ byte_table[0][crc & 255];
        moved[bit] = crc;
    }
    for (int row = 0; row < 4; row++)
        for (int value = 0; value < 256; value++) {
            uint32_t crc = 0;
            for (int bit = 0; bit < 8; bit++)
                if (value >> bit & 1) crc ^= moved[row * 8 + bit];
            shift_table[row][value] = crc;
        }
}

// Slicing by eight (Kounavis and Berry 2005).
uint32_t facefleet_crc32c_portable(uint32_t crc, const void *bytes, size_t length) {
    const uint8_t *next = bytes;
    pthread_once(&once, make_tables);
    crc = ~crc;
    for (; length >= 8; length -= 8, next += 8) {
        uint64_t word = 0;
        for (int index = 7; index >= 0; index--) word = word << 8 | next[index];
        word ^= crc;
        crc = 0;
        for (int index = 0; index < 8; index++) crc ^= byte_table[7 - index][word >> (8 * index) & 255];
    }
    for (; length > 0; length--) crc = crc >> 8 ^ byte_table[0][(crc ^ *next++) & 255];
    return ~crc;
}

#if defined(__x86_64__)
#include <nmmintrin.h>
#define WITH_INSTRUCTION __attribute__((target("sse4.2")))
#define STEP_WORD(crc, word) _mm_crc32_u64(crc, word)
#define STEP_BYTE(crc, byte) _mm_crc32_u8((uint32_t)(crc), byte)
static int has_instruction(void) { return __builtin_cpu_supports("sse4.2"); }
#elif defined(__aarch64__) && defined(__ARM_FEATURE_CRC32)
#include <arm_acle.h>
#define WITH_INSTRUCTION
#define STEP_WORD(crc, word) __crc32cd((uint32_t)(crc), word)
#define STEP_BYTE(crc, byte) __crc32cb((uint32_t)(crc), byte)
static int has_instruction(void) { return 1; }
#endif

#ifdef WITH_INSTRUCTION
static inline uint64_t word_at(const uint8_t *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof(word));
    return word;
}

WITH_INSTRUCTION static uint32_t crc32c_instruction(uint32_t start, const uint8_t *next, size_t length) {
    uint64_t first = ~start;
    for (; length >= 3 * BLOCK; length -= 3 * BLOCK, next += 3 * BLOCK) {
        uint64_t second = 0, third = 0;
        for (size_t index = 0; index < BLOCK; index += 8) {
            first = STEP_WORD(first, word_at(next + index));
            second = STEP_WORD(second, word_at(next + BLOCK + index));
            third = STEP_WORD(third, word_at(next + 2 * BLOCK + index));
        }
        first = shifted((uint32_t)first) ^ second;
        first = shifted((uint32_t)first) ^ third;
    }
    for (; length >= 8; length -= 8, next += 8) first = STEP_WORD(first, word_at(next));
    for (; length > 0; length--) first = STEP_BYTE(first, *next++);
    return ~(uint32_t)first;
}

uint32_t facefleet_crc32c(uint32_t crc, const void *bytes, size_t length) {
    if (!has_instruction()) return facefleet_crc32c_portable(crc, bytes, length);
    pthread_once(&once, make_tables);
    return crc32c_instruction(crc, bytes, length);
}
#else
uint32_t facefleet_crc32c(uint32_t crc, const void *bytes, size_t length) {
    return facefleet_crc32c_portable(crc, bytes, length);
}
#endif
