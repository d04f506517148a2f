// SPDX-License-Identifier: Apache-2.0

// Changing pixels inside coefficients. What is coded is the difference between the new pixels and what the file shows
// now, added to the coefficients that are there: a block without difference stays as it is, and the unchanged part of a
// block is not coded a second time.

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "jpeg_internal.h"

#pragma STDC FP_CONTRACT OFF

typedef struct {
    ff_coefficients *jpeg;
    int x, y, width, height;
    const uint8_t *pixels, *changed;
    ff_jpeg_plane planes[3];
    // One row at the picture's resolution: new minus old where changed, else 0; and 1 where changed, else 0.
    float *difference, *mark;
    uint8_t *row;
    uint16_t *sums;
    // The component in work over one MCU row: means of the two over what a sample covers, `pooled_width` samples from
    // `pooled_x`.
    float *pooled_differences, *pooled_marks;
    int pooled_x, pooled_width;
    float basis[64];
    // Not 0 once memory ran out.
    int failed;
} replacement;

static int clamp(int value, int low, int high) { return value < low ? low : value > high ? high : value; }

static void fill_basis(float basis[64]) {
    const double pi = 3.14159265358979323846;
    for (int u = 0; u < 8; u++) {
        for (int i = 0; i < 8; i++)
            basis[8 * u + i] = (float)(sqrt((u == 0 ? 1.0 : 2.0) / 8.0) * cos((2 * i + 1) * u * pi / 16.0));
    }
}

// The orthonormal DCT, in place: basis x block x basis transposed.
static void forward(const float basis[64], float block[64]) {
    float half[64];
    for (int u = 0; u < 8; u++) {
        float sums[8] = {0};
        for (int i = 0; i < 8; i++) {
            for (int x = 0; x < 8; x++) sums[x] += basis[8 * u + i] * block[8 * i + x];
        }
        // Transposed, so that the second pass runs over rows as well.
        for (int x = 0; x < 8; x++) half[8 * x + u] = sums[x];
    }
    for (int v = 0; v < 8; v++) {
        float sums[8] = {0};
        for (int i = 0; i < 8; i++) {
            for (int u = 0; u < 8; u++) sums[u] += basis[8 * v + i] * half[8 * i + u];
        }
        for (int u = 0; u < 8; u++) block[8 * u + v] = sums[u];
    }
}

// ITU-R BT.601 as in JFIF, without the 128 of the colour differences.
static const float ycc_weights[3][3] = {
    {0.299f, 0.587f, 0.114f}, {-0.168735892f, -0.331264108f, 0.5f}, {0.5f, -0.418687589f, -0.081312411f},
};

static void component_row(const replacement *work, int component, const uint8_t *pixels, float *row) {
    const int step = work->jpeg->info.component_count;
    if (work->jpeg->info.color != FF_JPEG_YCC) {
        for (int i = 0; i < work->width; i++) row[i] = pixels[step * i + component];
        return;
    }
    const float *weight = ycc_weights[component];
    const float offset = component > 0 ? 128 : 0;
    for (int i = 0; i < work->width; i++)
        row[i] = weight[0] * pixels[3 * i] + weight[1] * pixels[3 * i + 1] + weight[2] * pixels[3 * i + 2] + offset;
}

static void difference_row(replacement *work, int component, int y) {
    const size_t start = (size_t)(y - work->y) * (size_t)work->width;
    const size_t step = (size_t)work->jpeg->info.component_count;
    const uint8_t *restrict changed = work->changed + start, *restrict old = work->row;
    float *restrict difference = work->difference, *restrict mark = work->mark;
    component_row(work, component, work->pixels + step * start, difference);
    ff_jpeg_upsample_row(&work->planes[component], work->x, y, work->width, work->row, work->sums);
    for (int i = 0; i < work->width; i++) {
        mark[i] = changed[i] != 0 ? 1.0f : 0.0f;
        difference[i] = mark[i] * (difference[i] - old[i]);
    }
}

// Adds a row of pixels, weighted, to the samples that cover them.
static void pool_row(const replacement *work, int ratio, const float *restrict row, float *restrict pooled) {
    const float weight = 1.0f / (float)ratio;
    if (ratio == 1) {
        for (int i = 0; i < work->width; i++) pooled[i] += row[i];
        return;
    }
    int phase = work->x % ratio;
    for (int i = 0; i < work->width; i++) {
        *pooled += weight * row[i];
        if (++phase < ratio) continue;
        phase = 0;
        pooled++;
    }
}

// The component's differences and marks over one MCU row.
static void pool_mcu_row(replacement *work, int component, int mcu_row) {
    const ff_jpeg_plane *plane = &work->planes[component];
    const int h = plane->h_ratio, v = plane->v_ratio;
    const int side = 8 * work->jpeg->info.v_max, top = mcu_row * side;
    work->pooled_x = work->x / h;
    work->pooled_width = (work->x + work->width - 1) / h - work->pooled_x + 1;
    const size_t width = (size_t)work->pooled_width, count = width * (size_t)(side / v);
    memset(work->pooled_differences, 0, sizeof(float) * count);
    memset(work->pooled_marks, 0, sizeof(float) * count);
    for (int y = top; y < top + side; y++) {
        if (y < work->y || y >= work->y + work->height) continue;
        const size_t start = (size_t)((y - top) / v) * width;
        difference_row(work, component, y);
        pool_row(work, h, work->difference, work->pooled_differences + start);
        pool_row(work, h, work->mark, work->pooled_marks + start);
    }
    const float weight = 1.0f / (float)v;
    for (size_t i = 0; i < count && v > 1; i++) {
        work->pooled_differences[i] *= weight;
        work->pooled_marks[i] *= weight;
    }
}

// One row of a block; `place` is its first sample among the pooled ones.
static inline void sample_differences(
    const replacement *work, ptrdiff_t place, const int16_t *restrict old, int count, float *restrict result
) {
    const float *difference = work->pooled_differences + place, *mark = work->pooled_marks + place;
    for (int i = 0; i < count; i++) {
        // What the decoder clamped away is not seen in the pixels, but it is in the coefficients.
        const int sample = old[i], shown = sample < 0 ? 0 : sample > 255 ? 255 : sample;
        result[i] = difference[i] + mark[i] * (float)(shown - sample);
    }
}

// Samples beyond the picture's border follow the last one inside, which codes best.
static void block_difference(
    const replacement *work, int component, const int block[2], int first_row, const int16_t old[64], float result[64]
) {
    const ff_jpeg_plane *plane = &work->planes[component];
    const int left = 8 * block[0], top = 8 * block[1];
    const int last_x = plane->width - 1 - left, last_y = plane->height - 1 - top;
    const int column = left - work->pooled_x;
    const int is_inside = column >= 0 && column + 8 <= work->pooled_width && last_x >= 7;
    for (int k = 0; k < 8; k++) {
        const int y = k < last_y ? k : last_y;
        const ptrdiff_t place = (ptrdiff_t)(top + y - first_row) * work->pooled_width + column;
        if (is_inside) {
            sample_differences(work, place, old + 8 * y, 8, result + 8 * k);
            continue;
        }
        for (int i = 0; i < 8; i++) {
            const int x = i < last_x ? i : last_x;
            result[8 * k + i] = 0;
            if (column + x < 0 || column + x >= work->pooled_width) continue;
            sample_differences(work, place + x, old + 8 * y + x, 1, result + 8 * k + i);
        }
    }
}

// Whether a marked pixel lies in the block's picture rectangle, looked up without decoding anything.
static int is_marked(const replacement *work, const ff_jpeg_plane *plane, const int block[2]) {
    const int h_side = 8 * plane->h_ratio, v_side = 8 * plane->v_ratio;
    const int left = clamp(block[0] * h_side - work->x, 0, work->width);
    const int right = clamp((block[0] + 1) * h_side - work->x, 0, work->width);
    const int top = clamp(block[1] * v_side - work->y, 0, work->height);
    const int bottom = clamp((block[1] + 1) * v_side - work->y, 0, work->height);
    for (int y = top; y < bottom; y++) {
        const uint8_t *row = work->changed + (size_t)y * (size_t)work->width;
        int any = 0;
        for (int x = left; x < right; x++) any |= row[x];
        if (any) return 1;
    }
    return 0;
}

static void add_quantized(
    const float *restrict change, const uint16_t *restrict quantization, int16_t *restrict coefficients
) {
    for (int i = 0; i < 64; i++) {
        const int divisor = quantization[i] == 0 ? 1 : quantization[i];
        const float steps = change[i] / (float)divisor;
        const int sum = coefficients[i] + (int)(steps < 0 ? steps - 0.5f : steps + 0.5f);
        // The largest magnitude that 8-bit baseline coding can express.
        coefficients[i] = (int16_t)(sum < -1023 ? -1023 : sum > 1023 ? 1023 : sum);
    }
}

static void add_block(replacement *work, int component, const int block[2], int mcu_row, int16_t *coefficients) {
    const uint16_t *quantization = work->jpeg->info.components[component].quantization;
    int16_t old[64];
    float change[64];
    if (!is_marked(work, &work->planes[component], block)) return;
    if (ff_jpeg_save_block(work->jpeg, coefficients) != 0) {
        work->failed = 1;
        return;
    }
    ff_jpeg_inverse(coefficients, quantization, old);
    const int first_row = mcu_row * 8 * work->jpeg->info.components[component].v;
    block_difference(work, component, block, first_row, old, change);
    forward(work->basis, change);
    add_quantized(change, quantization, coefficients);
    // In a scan of one component an MCU is a block.
    const int single = work->jpeg->info.component_count == 1;
    ff_jpeg_note_block(work->jpeg, component, single ? block[1] : mcu_row, coefficients);
}

// The blocks of one component that the rectangle meets in the MCU row.
static void add_component(replacement *work, int component, int mcu_row) {
    const ff_coefficients_info *info = &work->jpeg->info;
    const ff_coefficients_component *known = &info->components[component];
    const ff_jpeg_plane *plane = &work->planes[component];
    const int left = work->x / (8 * plane->h_ratio), right = (work->x + work->width - 1) / (8 * plane->h_ratio);
    for (int v = 0; v < known->v; v++) {
        const int row = mcu_row * known->v + v;
        const int first = row * 8 * plane->v_ratio, end = first + 8 * plane->v_ratio;
        if (row >= known->height_in_blocks || end <= work->y || first >= work->y + work->height) continue;
        const JBLOCKROW blocks = ff_jpeg_row(work->jpeg, component, row, TRUE);
        for (int column = left; column <= right; column++) {
            const int block[2] = {column, row};
            add_block(work, component, block, mcu_row, blocks[column]);
        }
    }
}

static int allocate(replacement *work) {
    const size_t row = (size_t)work->width, rows = 8 * (size_t)work->jpeg->info.v_max;
    work->row = malloc(row);
    work->sums = malloc(sizeof(uint16_t) * 2 * (row + 64));
    work->difference = malloc(sizeof(float) * row);
    work->mark = malloc(sizeof(float) * row);
    // A sample more than pixels: both ends may be cut.
    work->pooled_differences = malloc(sizeof(float) * (row + 1) * rows);
    work->pooled_marks = malloc(sizeof(float) * (row + 1) * rows);
    int failed = work->row == NULL || work->sums == NULL || work->difference == NULL || work->mark == NULL;
    failed |= work->pooled_differences == NULL || work->pooled_marks == NULL;
    for (int i = 0; i < work->jpeg->info.component_count; i++) {
        work->planes[i].samples = malloc(ff_jpeg_plane_bytes(work->jpeg, i, work->width, work->height));
        failed |= work->planes[i].samples == NULL;
    }
    return failed ? -1 : 0;
}

static void release(replacement *work) {
    for (int i = 0; i < 3; i++) free(work->planes[i].samples);
    free(work->row);
    free(work->sums);
    free(work->difference);
    free(work->mark);
    free(work->pooled_differences);
    free(work->pooled_marks);
}

int ff_coefficients_replace(
    ff_coefficients *jpeg, int x, int y, int width, int height, const uint8_t *pixels, const uint8_t *changed
) {
    replacement work = {
        .jpeg = jpeg, .x = x, .y = y, .width = width, .height = height, .pixels = pixels, .changed = changed,
    };
    work.failed = allocate(&work) != 0;
    if (!work.failed) {
        fill_basis(work.basis);
        // All old pixels first: upsampled chroma looks at neighbouring blocks, which are about to change.
        const int rectangle[4] = {x, y, width, height}, side = 8 * jpeg->info.v_max;
        for (int i = 0; i < jpeg->info.component_count; i++)
            ff_jpeg_decode_plane(jpeg, i, rectangle, &work.planes[i]);
        for (int row = y / side; row <= (y + height - 1) / side; row++) {
            for (int i = 0; i < jpeg->info.component_count; i++) {
                pool_mcu_row(&work, i, row);
                add_component(&work, i, row);
            }
        }
    }
    release(&work);
    return work.failed ? -1 : 0;
}
