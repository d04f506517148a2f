// SPDX-License-Identifier: Apache-2.0

// PNG (ISO/IEC 15948) with libdeflate: its level 1 makes smaller files than zlib's level 1 to 3 in half their time.

#include <stdlib.h>
#include <string.h>

#include <libdeflate.h>

#include "decode_support.h"
#include "encode.h"

enum { LEVEL = 1, FILTER_COUNT = 5 };

// A file under construction; `bytes` is NULL once memory ran out.
typedef struct {
    uint8_t *bytes;
    size_t count;
} png_file;

static void put_number(uint8_t *bytes, uint32_t number) {
    for (int i = 0; i < 4; i++) bytes[i] = (uint8_t)(number >> (24 - 8 * i));
}

// Chunks are written in place: room for `count` bytes of content, which the caller fills in before `end_chunk`.
static uint8_t *begin_chunk(png_file *file, size_t count) {
    if (file->bytes == NULL) return NULL;
    uint8_t *larger = count > UINT32_MAX / 2 ? NULL : realloc(file->bytes, file->count + 12 + count);
    if (larger == NULL) {
        free(file->bytes);
        file->bytes = NULL;
        return NULL;
    }
    file->bytes = larger;
    return larger + file->count + 8;
}

static void end_chunk(png_file *file, const char *name, size_t count) {
    uint8_t *start = file->bytes + file->count;
    put_number(start, (uint32_t)count);
    memcpy(start + 4, name, 4);
    put_number(start + 8 + count, libdeflate_crc32(0, start + 4, 4 + count));
    file->count += 12 + count;
}

static void put_chunk(png_file *file, const char *name, const uint8_t *bytes, size_t count) {
    uint8_t *content = begin_chunk(file, count);
    if (content == NULL) return;
    if (count > 0) memcpy(content, bytes, count);
    end_chunk(file, name, count);
}

static void put_compressed(png_file *file, const char *name, const uint8_t *prefix, size_t prefix_count,
                           const uint8_t *bytes, size_t count) {
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(LEVEL);
    if (compressor == NULL) {
        free(file->bytes);
        file->bytes = NULL;
        return;
    }
    // Pages of the bound that the compressor does not reach are never touched.
    const size_t bound = libdeflate_zlib_compress_bound(compressor, count);
    uint8_t *content = begin_chunk(file, prefix_count + bound);
    if (content != NULL) {
        if (prefix_count > 0) memcpy(content, prefix, prefix_count);
        const size_t size = libdeflate_zlib_compress(compressor, bytes, count, content + prefix_count, bound);
        end_chunk(file, name, prefix_count + size);
    }
    libdeflate_free_compressor(compressor);
}

static inline int16_t magnitude(int16_t value) { return value < 0 ? (int16_t)-value : value; }

// Row filters of ISO/IEC 15948, 9.2; 16-bit numbers hold every intermediate value and keep the loops vectorised.
static void filter_row(int filter, const uint8_t *restrict row, const uint8_t *restrict above, size_t count,
                       size_t step, uint8_t *restrict out) {
    for (size_t i = 0; i < step; i++) {
        const int up = above[i];
        out[i] = (uint8_t)(row[i] - (filter < 2 ? 0 : filter == 3 ? up >> 1 : up));
    }
    switch (filter) {
    case 0: memcpy(out, row, count); break;
    case 1:
        for (size_t i = step; i < count; i++) out[i] = (uint8_t)(row[i] - row[i - step]);
        break;
    case 2:
        for (size_t i = step; i < count; i++) out[i] = (uint8_t)(row[i] - above[i]);
        break;
    case 3:
        for (size_t i = step; i < count; i++) out[i] = (uint8_t)(row[i] - ((row[i - step] + above[i]) >> 1));
        break;
    default:
        for (size_t i = step; i < count; i++) {
            const int16_t left = row[i - step], up = above[i], corner = above[i - step];
            const int16_t to_left = magnitude((int16_t)(up - corner)), to_up = magnitude((int16_t)(left - corner));
            const int16_t to_corner = magnitude((int16_t)(left + up - 2 * corner));
            const int16_t guess = to_left <= to_up && to_left <= to_corner ? left : to_up <= to_corner ? up : corner;
            out[i] = (uint8_t)(row[i] - guess);
        }
    }
}

// The usual estimate of what a filtered row costs: the sum of its magnitudes as signed bytes.
static uint32_t cost(const uint8_t *bytes, size_t count) {
    uint32_t sum = 0;
    for (size_t i = 0; i < count; i++) sum += (uint32_t)(bytes[i] < 128 ? bytes[i] : 256 - bytes[i]);
    return sum;
}

// Writes the filter's number and the row filtered with the cheapest one.
static void choose_filter(const uint8_t *row, const uint8_t *above, size_t count, size_t step, uint8_t *scratch,
                          uint8_t *out) {
    uint32_t least = UINT32_MAX;
    for (int filter = 0; filter < FILTER_COUNT; filter++) {
        filter_row(filter, row, above, count, step, scratch);
        const uint32_t sum = cost(scratch, count);
        if (sum >= least) continue;
        least = sum;
        out[0] = (uint8_t)filter;
        memcpy(out + 1, scratch, count);
    }
}

static void swap_bytes(const uint8_t *row, size_t count, uint8_t *out) {
    for (size_t i = 0; i + 1 < count; i += 2) {
        uint16_t sample;
        memcpy(&sample, row + i, sizeof sample);
        out[i] = (uint8_t)(sample >> 8);
        out[i + 1] = (uint8_t)sample;
    }
}

// All rows, each behind its filter's number; NULL when memory ran out.
static uint8_t *filter_picture(const ff_picture *picture, size_t count) {
    const size_t step = (size_t)picture->channel_count * (size_t)picture->bytes_per_sample;
    const size_t height = (size_t)picture->height;
    uint8_t *filtered = malloc((count + 1) * height);
    // Three rows: scratch, and for 16 bits this row and the one above in network order.
    uint8_t *rows = calloc(4, count);
    if (filtered != NULL && rows != NULL) {
        uint8_t *const zero = rows + 3 * count;
        const uint8_t *above = zero;
        for (size_t y = 0; y < height; y++) {
            const uint8_t *row = picture->samples + y * count;
            if (picture->bytes_per_sample == 2) {
                uint8_t *ordered = rows + (1 + y % 2) * count;
                swap_bytes(row, count, ordered);
                row = ordered;
            }
            choose_filter(row, above, count, step, rows, filtered + y * (count + 1));
            above = row;
        }
    } else {
        free(filtered);
        filtered = NULL;
    }
    free(rows);
    return filtered;
}

static void put_header(png_file *file, const ff_picture *picture) {
    static const uint8_t color_types[] = {0, 0, 4, 2, 6};
    uint8_t header[13] = {0};
    put_number(header, (uint32_t)picture->width);
    put_number(header + 4, (uint32_t)picture->height);
    header[8] = (uint8_t)(8 * picture->bytes_per_sample);
    header[9] = color_types[picture->channel_count];
    put_chunk(file, "IHDR", header, sizeof header);
}

// Orientation alone: TIFF header, one directory with one short.
static void put_orientation(png_file *file, int orientation) {
    const uint8_t exif[] = {
        'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (uint8_t)orientation, 0, 0, 0, 0, 0, 0,
    };
    put_chunk(file, "eXIf", exif, sizeof exif);
}

uint8_t *ff_encode_png(
    const ff_picture *picture, const ff_png_chunk *chunks, size_t chunk_count, size_t *count, ff_decode_error *error
) {
    static const uint8_t signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    // A profile needs a name, and the number of its compression method.
    static const uint8_t profile_name[5] = {'I', 'C', 'C', 0, 0};
    const size_t row = (size_t)picture->width * (size_t)picture->channel_count * (size_t)picture->bytes_per_sample;
    memset(error, 0, sizeof *error);
    png_file file = {.bytes = malloc(sizeof signature), .count = sizeof signature};
    uint8_t *filtered = filter_picture(picture, row);
    if (file.bytes != NULL && filtered != NULL) {
        memcpy(file.bytes, signature, sizeof signature);
        put_header(&file, picture);
        for (size_t i = 0; i < chunk_count; i++) put_chunk(&file, chunks[i].name, chunks[i].bytes, chunks[i].count);
        if (picture->profile != NULL)
            put_compressed(
                &file, "iCCP", profile_name, sizeof profile_name, picture->profile, picture->profile_count
            );
        if (picture->orientation > 1) put_orientation(&file, picture->orientation);
        put_compressed(&file, "IDAT", NULL, 0, filtered, (row + 1) * (size_t)picture->height);
        put_chunk(&file, "IEND", NULL, 0);
    } else {
        free(file.bytes);
        file.bytes = NULL;
    }
    free(filtered);
    if (file.bytes == NULL) ff_fail(error, FF_OUT_OF_MEMORY, "out of memory");
    *count = file.bytes == NULL ? 0 : file.count;
    return file.bytes;
}

void ff_encoded_free(uint8_t *bytes) { free(bytes); }
