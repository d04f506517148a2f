// SPDX-License-Identifier: Apache-2.0
//
// PNG pixels at once. libpng unpacks a row at a time through zlib; most pictures are plain and fit in memory, and
// libdeflate unpacks those in a third of the time. What is not plain, or not perfect, is left to libpng, which also
// words the error: nothing here reports one.
#include <stdlib.h>
#include <string.h>

#include <libdeflate.h>

#include "decode_support.h"

/// Above this libpng's row at a time is better: its pictures are large, and here they would be in memory twice.
static const size_t unpacked_byte_count_max = 32 << 20;

/// Pixels are read four bytes at a time, also the last one of three.
enum { slack = 4 };

/// The compressed pixels; `owned` is what is to be freed.
typedef struct {
    const uint8_t *bytes;
    size_t count;
    uint8_t *owned;
} packed_pixels;

static uint32_t big_endian(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/// A chunk: its type and data.
typedef struct {
    const uint8_t *type;
    const uint8_t *data;
    size_t count;
} chunk;

/// Takes the chunk at `*offset` and passes over it; false when it is cut off.
static bool next_chunk(const uint8_t *bytes, size_t count, size_t *offset, chunk *chunk) {
    if (*offset > count || count - *offset < 12) return false;
    size_t length = big_endian(bytes + *offset);
    if (length > count - *offset - 12) return false;
    chunk->type = bytes + *offset + 4;
    chunk->data = chunk->type + 4;
    chunk->count = length;
    *offset += length + 12;
    return true;
}

static bool is_type(const chunk *chunk, const char *type) { return memcmp(chunk->type, type, 4) == 0; }

static bool is_whole(const chunk *chunk) {
    return libdeflate_crc32(0, chunk->type, chunk->count + 4) == big_endian(chunk->data + chunk->count);
}

/// Adds a part to the pixels; only the first is not copied.
static bool append(packed_pixels *pixels, const chunk *part) {
    if (!pixels->bytes) {
        pixels->bytes = part->data;
        pixels->count = part->count;
        return true;
    }
    uint8_t *joined = realloc(pixels->owned, pixels->count + part->count);
    if (!joined) return false;
    if (!pixels->owned) memcpy(joined, pixels->bytes, pixels->count);
    memcpy(joined + pixels->count, part->data, part->count);
    pixels->bytes = pixels->owned = joined;
    pixels->count += part->count;
    return true;
}

/// Collects the pixels' chunks and sees that the file ends as it should.
static bool collect(const uint8_t *bytes, size_t count, size_t offset, packed_pixels *pixels) {
    chunk chunk;
    bool is_over = false;
    while (next_chunk(bytes, count, &offset, &chunk)) {
        if (is_type(&chunk, "IDAT")) {
            if (is_over || !is_whole(&chunk) || !append(pixels, &chunk)) return false;
            continue;
        }
        is_over = true;
        if (is_type(&chunk, "IEND")) return pixels->bytes && chunk.count == 0 && is_whole(&chunk);
        // A chunk without which the picture cannot be understood: for libpng to judge.
        if (!(chunk.type[0] & 0x20)) return false;
    }
    return false;
}

typedef uint8_t bytes4 __attribute__((vector_size(4)));
typedef int16_t words4 __attribute__((vector_size(8)));

static inline __attribute__((always_inline)) words4 load_pixel(const uint8_t *bytes) {
    bytes4 pixel;
    memcpy(&pixel, bytes, sizeof pixel);
    return __builtin_convertvector(pixel, words4);
}

/// Stores the low bytes and gives them back, as the filters go on from them.
static inline __attribute__((always_inline)) words4 store_pixel(words4 value, uint8_t *bytes, size_t count) {
    bytes4 pixel = __builtin_convertvector(value, bytes4);
    memcpy(bytes, &pixel, count);
    return __builtin_convertvector(pixel, words4);
}

static inline __attribute__((always_inline)) words4 magnitude(words4 value) {
    words4 sign = value >> 15;
    return (value ^ sign) - sign;
}

/// Of left, up and up-left the one nearest to left + up - upleft; of equals the first.
static inline __attribute__((always_inline)) words4 paeth(words4 left, words4 up, words4 corner) {
    words4 along = up - corner, down = left - corner;
    words4 to_left = magnitude(along), to_up = magnitude(down), to_corner = magnitude(along + down);
    words4 take_left = (to_left <= to_up) & (to_left <= to_corner);
    words4 take_up = to_up <= to_corner;
    return (take_left & left) | (~take_left & ((take_up & up) | (~take_up & corner)));
}

/// Undoes one row's filter (PNG specification, section 9). `size` is constant where it is inlined.
static inline __attribute__((always_inline)) bool restore_row(
    int filter, const uint8_t *in, const uint8_t *above, uint8_t *out, size_t count, size_t size
) {
    words4 left = {0}, corner = {0};
    switch (filter) {
    case 0: memcpy(out, in, count); return true;
    case 1:
        for (size_t i = 0; i < count; i += size) left = store_pixel(load_pixel(in + i) + left, out + i, size);
        return true;
    case 2:
        for (size_t i = 0; i < count; i++) out[i] = (uint8_t)(in[i] + above[i]);
        return true;
    case 3:
        for (size_t i = 0; i < count; i += size) {
            words4 mean = (left + load_pixel(above + i)) >> 1;
            left = store_pixel(load_pixel(in + i) + mean, out + i, size);
        }
        return true;
    case 4:
        for (size_t i = 0; i < count; i += size) {
            words4 up = load_pixel(above + i);
            left = store_pixel(load_pixel(in + i) + paeth(left, up, corner), out + i, size);
            corner = up;
        }
        return true;
    default: return false;
    }
}

static bool restore_row_of(
    size_t size, int filter, const uint8_t *in, const uint8_t *above, uint8_t *out, size_t count
) {
    switch (size) {
    case 1: return restore_row(filter, in, above, out, count, 1);
    case 2: return restore_row(filter, in, above, out, count, 2);
    case 3: return restore_row(filter, in, above, out, count, 3);
    default: return restore_row(filter, in, above, out, count, 4);
    }
}

/// Undoes all filters. `in` and `zeros`, a row of them, have slack behind them.
static bool restore(const uint8_t *in, const uint8_t *zeros, const ff_decode_info *info, uint8_t *samples) {
    size_t count = (size_t)info->width * info->channel_count;
    const uint8_t *above = zeros;
    for (size_t y = 0; y < info->height; y++) {
        uint8_t *out = samples + count * y;
        // What is read behind the row above is the row that is being written, or the slack behind the zeros.
        if (!restore_row_of(info->channel_count, in[0], in + 1, above, out, count)) return false;
        in += count + 1;
        above = out;
    }
    return true;
}

static bool unpack(const packed_pixels *pixels, const ff_decode_info *info, uint8_t *samples) {
    size_t row_byte_count = (size_t)info->width * info->channel_count;
    size_t byte_count = (row_byte_count + 1) * info->height;
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    uint8_t *unpacked = malloc(byte_count + slack);
    uint8_t *zeros = calloc(row_byte_count + slack, 1);
    bool complete = decompressor && unpacked && zeros &&
                    libdeflate_zlib_decompress(decompressor, pixels->bytes, pixels->count, unpacked, byte_count,
                                               NULL) == LIBDEFLATE_SUCCESS &&
                    restore(unpacked, zeros, info, samples);
    free(zeros);
    free(unpacked);
    libdeflate_free_decompressor(decompressor);
    return complete;
}

bool ff_png_read_whole(
    const uint8_t *bytes, size_t count, size_t first_chunk, const ff_decode_info *info, uint8_t *samples
) {
    size_t row_byte_count = (size_t)info->width * info->channel_count;
    // A row takes the slack of the one above. The sides are within the limits, so that the product fits.
    if (row_byte_count < slack || (row_byte_count + 1) * info->height > unpacked_byte_count_max) return false;
    packed_pixels pixels = {0};
    bool complete = collect(bytes, count, first_chunk, &pixels) && unpack(&pixels, info, samples);
    free(pixels.owned);
    return complete;
}
