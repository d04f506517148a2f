// SPDX-License-Identifier: Apache-2.0

// Rectangles at full resolution: inverse DCT, upsampling and colour conversion in libjpeg's arithmetic (jdsample.c and
// jdcolor.c with do_fancy_upsampling, the default), but only where a pixel is wanted.

#include <stdlib.h>
#include <string.h>

#include "jpeg_internal.h"

// Rows decoded at a time: so many that the chroma blocks decoded twice do not count, so few that they fit a cache.
enum { STRIP = 256 };

static int clamp(int value, int low, int high) { return value < low ? low : value > high ? high : value; }

static void ratios(const ff_coefficients *jpeg, int component, int *h_ratio, int *v_ratio) {
    *h_ratio = jpeg->info.h_max / jpeg->info.components[component].h;
    *v_ratio = jpeg->info.v_max / jpeg->info.components[component].v;
}

size_t ff_jpeg_plane_bytes(const ff_coefficients *jpeg, int component, int width, int height) {
    int h_ratio, v_ratio;
    ratios(jpeg, component, &h_ratio, &v_ratio);
    // A span of n samples, three neighbours and a block begun on either side.
    return (size_t)(width / h_ratio + 18) * (size_t)(height / v_ratio + 18);
}

void ff_jpeg_decode_plane(
    ff_coefficients *jpeg, int component, const int rectangle[4], ff_jpeg_plane *plane
) {
    ratios(jpeg, component, &plane->h_ratio, &plane->v_ratio);
    plane->width = (jpeg->info.width + plane->h_ratio - 1) / plane->h_ratio;
    plane->height = (jpeg->info.height + plane->v_ratio - 1) / plane->v_ratio;
    const int h_border = plane->h_ratio > 1, v_border = plane->v_ratio > 1;
    const int left = clamp(rectangle[0] / plane->h_ratio - h_border, 0, plane->width - 1) / 8;
    const int top = clamp(rectangle[1] / plane->v_ratio - v_border, 0, plane->height - 1) / 8;
    const int last_x = (rectangle[0] + rectangle[2] - 1) / plane->h_ratio + h_border;
    const int last_y = (rectangle[1] + rectangle[3] - 1) / plane->v_ratio + v_border;
    const int right = clamp(last_x, 0, plane->width - 1) / 8, bottom = clamp(last_y, 0, plane->height - 1) / 8;
    plane->x = left * 8;
    plane->y = top * 8;
    plane->stride = (right - left + 1) * 8;
    const uint16_t *quantization = jpeg->info.components[component].quantization;
    for (int row = top; row <= bottom; row++) {
        const JBLOCKROW blocks = ff_jpeg_row(jpeg, component, row, FALSE);
        uint8_t *samples = plane->samples + (ptrdiff_t)(row - top) * 8 * plane->stride;
        for (int column = left; column <= right; column++, samples += 8)
            ff_jpeg_inverse_clamped(blocks[column], quantization, samples, plane->stride);
    }
}

static const uint8_t *sample_row(const ff_jpeg_plane *plane, int y) {
    return plane->samples + (ptrdiff_t)(clamp(y, 0, plane->height - 1) - plane->y) * plane->stride;
}

// sums[i] = 4 * sample without vertical neighbour, 3 * sample + neighbour with it, for `count` samples from `first`;
// beyond the component's border its last sample is repeated.
static void sum_columns(
    const ff_jpeg_plane *plane, const uint8_t *near, const uint8_t *far, const int span[2], uint16_t *sums
) {
    const int first = span[0], count = span[1];
    const int inside = clamp(first, 0, plane->width - 1), end = clamp(first + count, inside + 1, plane->width);
    uint16_t *middle = sums + (inside - first);
    near += inside - plane->x;
    far += inside - plane->x;
    for (int i = 0; i < end - inside; i++) middle[i] = (uint16_t)(3 * near[i] + far[i]);
    for (int i = 0; i < inside - first; i++) sums[i] = middle[0];
    for (int i = end - first; i < count; i++) sums[i] = sums[end - first - 1];
}

static void copy_repeated(const ff_jpeg_plane *plane, int x, int y, int width, uint8_t *row) {
    const uint8_t *samples = sample_row(plane, y / plane->v_ratio);
    if (plane->h_ratio == 1) {
        memcpy(row, samples + (x - plane->x), (size_t)width);
        return;
    }
    for (int i = 0; i < width; i++) row[i] = samples[(x + i) / plane->h_ratio - plane->x];
}

// `scale` turns a column sum into 16ths of a sample; the two roundings are libjpeg's.
static void spread(const uint16_t *sums, int pairs, int shift, int left_round, int right_round, uint8_t *row) {
    for (int i = 0; i < pairs; i++) {
        const int middle = 3 * sums[i + 1];
        row[2 * i] = (uint8_t)((middle + sums[i] + left_round) >> shift);
        row[2 * i + 1] = (uint8_t)((middle + sums[i + 2] + right_round) >> shift);
    }
}

void ff_jpeg_upsample_row(const ff_jpeg_plane *plane, int x, int y, int width, uint8_t *row, uint16_t *sums) {
    const int h = plane->h_ratio, v = plane->v_ratio;
    const int vertical = v == 2 && (h == 1 || (h == 2 && plane->width > 2));
    const int horizontal = h == 2 && (v == 1 || v == 2) && plane->width > 2;
    if (!vertical && !horizontal) {
        copy_repeated(plane, x, y, width, row);
        return;
    }
    const uint8_t *near = sample_row(plane, y / v);
    const uint8_t *far = vertical ? sample_row(plane, y / 2 + (y % 2 == 0 ? -1 : 1)) : near;
    if (!horizontal) {
        const int span[2] = {x, width}, round = y % 2 == 0 ? 1 : 2;
        sum_columns(plane, near, far, span, sums);
        for (int i = 0; i < width; i++) row[i] = (uint8_t)((sums[i] + round) >> 2);
        return;
    }
    const int first = x / 2, pairs = (x + width - 1) / 2 - first + 1;
    const int span[2] = {first - 1, pairs + 2};
    sum_columns(plane, near, far, span, sums);
    // An odd beginning or end needs half a pair: the row is written in place, the stray pixel beside it.
    uint8_t *pairs_row = (uint8_t *)(sums + pairs + 2);
    if (vertical) {
        spread(sums, pairs, 4, 8, 7, pairs_row);
    } else {
        // Column sums are 4 times the sample here.
        spread(sums, pairs, 4, 4, 8, pairs_row);
    }
    memcpy(row, pairs_row + (x - 2 * first), (size_t)width);
}

static uint8_t clamp_byte(int value) { return (uint8_t)clamp(value, 0, 255); }

static void convert_row(const uint8_t *restrict luma, const uint8_t *restrict blue, const uint8_t *restrict red,
                        int width, uint8_t *restrict rgb) {
    for (int i = 0; i < width; i++) {
        const int y = luma[i], cb = blue[i] - 128, cr = red[i] - 128;
        rgb[3 * i] = clamp_byte(y + ((91881 * cr + 32768) >> 16));
        rgb[3 * i + 1] = clamp_byte(y + ((-22554 * cb - 46802 * cr + 32768) >> 16));
        rgb[3 * i + 2] = clamp_byte(y + ((116130 * cb + 32768) >> 16));
    }
}

static void join_row(const uint8_t *restrict first, const uint8_t *restrict second, const uint8_t *restrict third,
                     int width, uint8_t *restrict rgb) {
    for (int i = 0; i < width; i++) {
        rgb[3 * i] = first[i];
        rgb[3 * i + 1] = second[i];
        rgb[3 * i + 2] = third[i];
    }
}

void ff_jpeg_join_rows(ff_jpeg_color color, uint8_t *const rows[3], int width, uint8_t *pixels) {
    switch (color) {
    case FF_JPEG_YCC: convert_row(rows[0], rows[1], rows[2], width, pixels); break;
    case FF_JPEG_RGB: join_row(rows[0], rows[1], rows[2], width, pixels); break;
    default: memcpy(pixels, rows[0], (size_t)width); break;
    }
}

int ff_coefficients_read(ff_coefficients *jpeg, int x, int y, int width, int height, uint8_t *pixels) {
    const int count = jpeg->info.component_count;
    ff_jpeg_plane planes[3] = {0};
    uint8_t *rows[3] = {0};
    uint16_t *sums = malloc(sizeof(uint16_t) * 2 * ((size_t)width + 64));
    int failed = sums == NULL;
    for (int i = 0; i < count; i++) {
        planes[i].samples = malloc(ff_jpeg_plane_bytes(jpeg, i, width, height < STRIP ? height : STRIP));
        rows[i] = malloc((size_t)width);
        failed |= planes[i].samples == NULL || rows[i] == NULL;
    }
    for (int top = y; !failed && top < y + height;) {
        // Strips end on multiples of their height, so that no block belongs to two.
        const int next = (top / STRIP + 1) * STRIP, bottom = next < y + height ? next : y + height;
        const int rectangle[4] = {x, top, width, bottom - top};
        for (int i = 0; i < count; i++) ff_jpeg_decode_plane(jpeg, i, rectangle, &planes[i]);
        for (; top < bottom; top++, pixels += (size_t)count * (size_t)width) {
            for (int i = 0; i < count; i++) ff_jpeg_upsample_row(&planes[i], x, top, width, rows[i], sums);
            ff_jpeg_join_rows(jpeg->info.color, rows, width, pixels);
        }
    }
    for (int i = 0; i < count; i++) {
        free(planes[i].samples);
        free(rows[i]);
    }
    free(sums);
    return failed ? -1 : 0;
}
