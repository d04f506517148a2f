// SPDX-License-Identifier: Apache-2.0

// The accurate integer inverse DCT, in exactly the arithmetic of libjpeg's jidctint.c (Loeffler, Ligtenberg and
// Moschytz, ICASSP 1989), eight columns or rows at a time. Sums are unsigned because coefficients of a hostile file may
// overflow, which for signed numbers has no meaning.

#include <string.h>

#include "jpeg_internal.h"

typedef uint32_t lanes __attribute__((vector_size(32)));
typedef int32_t signed_lanes __attribute__((vector_size(32)));
typedef int16_t short_lanes __attribute__((vector_size(16)));
typedef uint16_t unsigned_short_lanes __attribute__((vector_size(16)));
typedef uint8_t byte_lanes __attribute__((vector_size(8)));

// FIX(x) = round(x * 8192).
enum {
    F0_298 = 2446, F0_390 = 3196, F0_541 = 4433, F0_765 = 6270, F0_899 = 7373, F1_175 = 9633,
    F1_501 = 12299, F1_847 = 15137, F1_961 = 16069, F2_053 = 16819, F2_562 = 20995, F3_072 = 25172,
};

static inline lanes descale(lanes value, int bits) {
    return (lanes)((signed_lanes)(value + (1u << (bits - 1))) >> bits);
}

static inline void transform(lanes v[8], int bits) {
    lanes z1 = (v[2] + v[6]) * F0_541;
    lanes e2 = z1 - v[6] * F1_847, e3 = z1 + v[2] * F0_765;
    lanes e0 = (v[0] + v[4]) << 13, e1 = (v[0] - v[4]) << 13;
    const lanes even[4] = {e0 + e3, e1 + e2, e1 - e2, e0 - e3};
    z1 = (v[7] + v[1]) * (uint32_t)-F0_899;
    lanes z2 = (v[5] + v[3]) * (uint32_t)-F2_562, z3 = v[7] + v[3], z4 = v[5] + v[1];
    const lanes z5 = (z3 + z4) * F1_175;
    z3 = z3 * (uint32_t)-F1_961 + z5;
    z4 = z4 * (uint32_t)-F0_390 + z5;
    const lanes odd[4] = {
        v[1] * F1_501 + z1 + z4, v[3] * F3_072 + z2 + z3, v[5] * F2_053 + z2 + z4, v[7] * F0_298 + z1 + z3,
    };
    for (int i = 0; i < 4; i++) {
        v[i] = descale(even[i] + odd[i], bits);
        v[7 - i] = descale(even[i] - odd[i], bits);
    }
}

static inline void transpose(lanes v[8]) {
    lanes a[8], b[8];
    for (int i = 0; i < 8; i += 2) {
        a[i] = __builtin_shufflevector(v[i], v[i + 1], 0, 8, 2, 10, 4, 12, 6, 14);
        a[i + 1] = __builtin_shufflevector(v[i], v[i + 1], 1, 9, 3, 11, 5, 13, 7, 15);
    }
    for (int i = 0; i < 8; i += 4) {
        for (int k = 0; k < 2; k++) {
            b[i + k] = __builtin_shufflevector(a[i + k], a[i + k + 2], 0, 1, 8, 9, 4, 5, 12, 13);
            b[i + k + 2] = __builtin_shufflevector(a[i + k], a[i + k + 2], 2, 3, 10, 11, 6, 7, 14, 15);
        }
    }
    for (int k = 0; k < 4; k++) {
        v[k] = __builtin_shufflevector(b[k], b[k + 4], 0, 1, 2, 3, 8, 9, 10, 11);
        v[k + 4] = __builtin_shufflevector(b[k], b[k + 4], 4, 5, 6, 7, 12, 13, 14, 15);
    }
}

// The eight rows of samples, 128 added, not clamped.
static inline void inverse(const int16_t *coefficients, const uint16_t *quantization, lanes v[8]) {
    for (int i = 0; i < 8; i++) {
        short_lanes c;
        unsigned_short_lanes q;
        memcpy(&c, coefficients + 8 * i, sizeof c);
        memcpy(&q, quantization + 8 * i, sizeof q);
        v[i] = (lanes)__builtin_convertvector(c, signed_lanes) * __builtin_convertvector(q, lanes);
    }
    transform(v, 11);
    transpose(v);
    transform(v, 18);
    transpose(v);
    for (int i = 0; i < 8; i++) v[i] += 128;
}

static inline int is_flat(const int16_t *coefficients) {
    int16_t any = 0;
    for (int i = 8; i < 64; i++) any |= coefficients[i];
    for (int i = 1; i < 8; i++) any |= coefficients[i];
    return any == 0;
}

// What the transform gives for a block of one coefficient: both passes only shift it.
static inline int32_t flat_sample(const int16_t *coefficients, const uint16_t *quantization) {
    uint32_t scaled = (uint32_t)coefficients[0] * quantization[0] << 2;
    return ((int32_t)(scaled + 16) >> 5) + 128;
}

void ff_jpeg_inverse(const int16_t *coefficients, const uint16_t *quantization, int16_t samples[64]) {
    lanes v[8];
    inverse(coefficients, quantization, v);
    for (int i = 0; i < 8; i++) {
        short_lanes row = __builtin_convertvector((signed_lanes)v[i], short_lanes);
        memcpy(samples + 8 * i, &row, sizeof row);
    }
}

void ff_jpeg_inverse_clamped(
    const int16_t *coefficients, const uint16_t *quantization, uint8_t *samples, int stride
) {
    if (is_flat(coefficients)) {
        int32_t value = flat_sample(coefficients, quantization);
        value = value < 0 ? 0 : value > 255 ? 255 : value;
        for (int i = 0; i < 8; i++) memset(samples + (ptrdiff_t)i * stride, value, 8);
        return;
    }
    lanes v[8];
    inverse(coefficients, quantization, v);
    const signed_lanes low = {0}, high = {255, 255, 255, 255, 255, 255, 255, 255};
    for (int i = 0; i < 8; i++) {
        signed_lanes row = __builtin_elementwise_min(__builtin_elementwise_max((signed_lanes)v[i], low), high);
        byte_lanes bytes = __builtin_convertvector(row, byte_lanes);
        memcpy(samples + (ptrdiff_t)i * stride, &bytes, sizeof bytes);
    }
}
