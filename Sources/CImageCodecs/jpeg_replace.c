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
    // One MCU row at the picture's resolution, per component: new minus old where changed, else 0.
    float *differences[3];
    // 1 where changed, else 0.
    float *marks;
    uint8_t *row;
    uint16_t *sums;
    float basis[64];
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

static void difference_row(const replacement *work, int component, int y, float *difference, float *marks) {
    const size_t start = (size_t)(y - work->y) * (size_t)work->width;
    const size_t step = (size_t)work->jpeg->info.component_count;
    const uint8_t *changed = work->changed + start, *old = work->row;
    component_row(work, component, work->pixels + step * start, difference);
    ff_jpeg_upsample_row(&work->planes[component], work->x, y, work->width, work->row, work->sums);
    for (int i = 0; i < work->width; i++) {
        const float mark = changed[i] != 0 ? 1.0f : 0.0f;
        difference[i] = mark * (difference[i] - old[i]);
        marks[i] = mark;
    }
}

// The mean of a component sample's picture pixels in `values`, which cover the MCU row that begins at `top`.
static float pool(const replacement *work, const float *values, int top, const int pixel[2], const int ratio[2]) {
    const int left = clamp(pixel[0] - work->x, 0, work->width);
    const int right = clamp(pixel[0] + ratio[0] - work->x, 0, work->width);
    const int upper = pixel[1] > work->y ? pixel[1] : work->y;
    const int end = work->y + work->height, lower = pixel[1] + ratio[1] < end ? pixel[1] + ratio[1] : end;
    float sum = 0;
    for (int y = upper; y < lower; y++) {
        for (int x = left; x < right; x++) sum += values[(ptrdiff_t)(y - top) * work->width + x];
    }
    return sum / (float)(ratio[0] * ratio[1]);
}

// Samples beyond the picture's border follow the last one inside, which codes best.
static void block_difference(
    const replacement *work, int component, const int block[2], int top, const int16_t old[64], float result[64]
) {
    const ff_jpeg_plane *plane = &work->planes[component];
    const int ratio[2] = {plane->h_ratio, plane->v_ratio};
    for (int i = 0; i < 64; i++) {
        const int x = clamp(8 * block[0] + i % 8, 0, plane->width - 1);
        const int y = clamp(8 * block[1] + i / 8, 0, plane->height - 1);
        const int pixel[2] = {x * ratio[0], y * ratio[1]};
        const float mark = pool(work, work->marks, top, pixel, ratio);
        result[i] = 0;
        if (mark == 0) continue;
        // What the decoder clamped away is not seen in the pixels, but it is in the coefficients.
        const int sample = old[(y - 8 * block[1]) * 8 + x - 8 * block[0]];
        const float hidden = (float)(clamp(sample, 0, 255) - sample);
        result[i] = pool(work, work->differences[component], top, pixel, ratio) + mark * hidden;
    }
}

// Whether a marked pixel lies in the block's picture rectangle, looked up without decoding anything.
static int is_marked(const replacement *work, const ff_jpeg_plane *plane, const int block[2]) {
    const int h_side = 8 * plane->h_ratio, v_side = 8 * plane->v_ratio;
    const int left = clamp(block[0] * h_side - work->x, 0, work->width);
    const int right = clamp((block[0] + 1) * h_side - work->x, 0, work->width);
    const int top = clamp(block[1] * v_side - work->y, 0, work->height);
    const int bottom = clamp((block[1] + 1) * v_side - work->y, 0, work->height);
    int any = 0;
    for (int y = top; y < bottom; y++) {
        const uint8_t *row = work->changed + (size_t)y * (size_t)work->width;
        for (int x = left; x < right; x++) any |= row[x];
    }
    return any;
}

static void add_block(const replacement *work, int component, const int block[2], int mcu_row, int16_t *coefficients) {
    const uint16_t *quantization = work->jpeg->info.components[component].quantization;
    int16_t old[64];
    float change[64];
    if (!is_marked(work, &work->planes[component], block)) return;
    ff_jpeg_inverse(coefficients, quantization, old);
    block_difference(work, component, block, mcu_row * 8 * work->jpeg->info.v_max, old, change);
    forward(work->basis, change);
    for (int i = 0; i < 64; i++) {
        const int step = quantization[i] == 0 ? 1 : quantization[i];
        const int sum = coefficients[i] + (int)lrintf(change[i] / (float)step);
        // The largest magnitudes that 8-bit baseline coding can express.
        coefficients[i] = (int16_t)(i == 0 ? clamp(sum, -1024, 1023) : clamp(sum, -1023, 1023));
    }
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

static void add_mcu_row(replacement *work, int mcu_row) {
    const int side = 8 * work->jpeg->info.v_max, top = mcu_row * side;
    for (int i = 0; i < work->jpeg->info.component_count; i++) {
        for (int y = top; y < top + side; y++) {
            if (y < work->y || y >= work->y + work->height) continue;
            const ptrdiff_t start = (ptrdiff_t)(y - top) * work->width;
            difference_row(work, i, y, work->differences[i] + start, work->marks + start);
        }
        add_component(work, i, mcu_row);
    }
}

static int allocate(replacement *work) {
    const size_t row = (size_t)work->width, rows = 8 * (size_t)work->jpeg->info.v_max;
    work->row = malloc(row);
    work->sums = malloc(sizeof(uint16_t) * 2 * (row + 64));
    work->marks = malloc(sizeof(float) * row * rows);
    int failed = work->row == NULL || work->sums == NULL || work->marks == NULL;
    for (int i = 0; i < work->jpeg->info.component_count; i++) {
        work->planes[i].samples = malloc(ff_jpeg_plane_bytes(work->jpeg, i, work->width, work->height));
        work->differences[i] = malloc(sizeof(float) * row * rows);
        failed |= work->planes[i].samples == NULL || work->differences[i] == NULL;
    }
    return failed ? -1 : 0;
}

int ff_coefficients_replace(
    ff_coefficients *jpeg, int x, int y, int width, int height, const uint8_t *pixels, const uint8_t *changed
) {
    replacement work = {
        .jpeg = jpeg, .x = x, .y = y, .width = width, .height = height, .pixels = pixels, .changed = changed,
    };
    const int failed = allocate(&work);
    if (!failed) {
        fill_basis(work.basis);
        // All old pixels first: upsampled chroma looks at neighbouring blocks, which are about to change.
        const int rectangle[4] = {x, y, width, height}, side = 8 * jpeg->info.v_max;
        for (int i = 0; i < jpeg->info.component_count; i++)
            ff_jpeg_decode_plane(jpeg, i, rectangle, &work.planes[i]);
        for (int row = y / side; row <= (y + height - 1) / side; row++) add_mcu_row(&work, row);
    }
    for (int i = 0; i < 3; i++) {
        free(work.planes[i].samples);
        free(work.differences[i]);
    }
    free(work.row);
    free(work.sums);
    free(work.marks);
    return failed;
}
