// SPDX-License-Identifier: Apache-2.0

// Rectangles at 1/2, 1/4 and 1/8: an inverse DCT of fewer points over the low frequencies gives each block's samples at
// the smaller size directly; at 1/8 the first coefficient is the answer.

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "jpeg_internal.h"

enum { STRIP = 128 };

static int clamp(int value, int low, int high) { return value < low ? low : value > high ? high : value; }

static int floor_divide(int value, int divisor) {
    return value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor);
}

// One component on the grid of reduced pixels.
typedef struct {
    // Grid cells that a block covers, and samples computed for them (not more than 8).
    int h_cells, v_cells, h_points, v_points;
    // row-major, samples x frequencies.
    float h_basis[64], v_basis[64];
    uint8_t *samples;
    int block_x, block_y, stride;
} grid_component;

// Orthonormal, scaled so that a block's mean stays.
static void fill_basis(int points, float *basis) {
    const double pi = 3.14159265358979323846;
    for (int i = 0; i < points; i++) {
        for (int u = 0; u < points; u++) {
            const double weight = sqrt((u == 0 ? 1.0 : 2.0) / 8.0);
            basis[i * points + u] = (float)(weight * cos((2 * i + 1) * u * pi / (2.0 * points)));
        }
    }
}

static inline __attribute__((always_inline)) void reduce_block(
    const int16_t *coefficients, const uint16_t *quantization, const grid_component *grid,
    int h_points, int v_points, uint8_t *samples
) {
    float rows[64];
    for (int v = 0; v < v_points; v++) {
        for (int i = 0; i < h_points; i++) {
            float sum = 0;
            for (int u = 0; u < h_points; u++)
                sum += grid->h_basis[i * h_points + u] * (float)(coefficients[8 * v + u] * quantization[8 * v + u]);
            rows[v * h_points + i] = sum;
        }
    }
    for (int k = 0; k < v_points; k++) {
        for (int i = 0; i < h_points; i++) {
            float sum = 128.5f;
            for (int v = 0; v < v_points; v++) sum += grid->v_basis[k * v_points + v] * rows[v * h_points + i];
            samples[k * grid->stride + i] = (uint8_t)(sum < 0 ? 0 : sum > 255 ? 255 : sum);
        }
    }
}

static void reduce_any(
    const int16_t *coefficients, const uint16_t *quantization, const grid_component *grid, uint8_t *samples
) {
    const int h = grid->h_points, v = grid->v_points;
    if (h == 8 && v == 8) {
        ff_jpeg_inverse_clamped(coefficients, quantization, samples, grid->stride);
    } else if (h == 1 && v == 1) {
        samples[0] = (uint8_t)clamp(((coefficients[0] * quantization[0] + 4) >> 3) + 128, 0, 255);
    } else if (h == 2 && v == 2) {
        reduce_block(coefficients, quantization, grid, 2, 2, samples);
    } else if (h == 4 && v == 4) {
        reduce_block(coefficients, quantization, grid, 4, 4, samples);
    } else {
        reduce_block(coefficients, quantization, grid, h, v, samples);
    }
}

static void prepare(const ff_coefficients *jpeg, int component, int reduction, grid_component *grid) {
    const ff_coefficients_component *known = &jpeg->info.components[component];
    grid->h_cells = 8 * (jpeg->info.h_max / known->h) / reduction;
    grid->v_cells = 8 * (jpeg->info.v_max / known->v) / reduction;
    grid->h_points = grid->h_cells < 8 ? grid->h_cells : 8;
    grid->v_points = grid->v_cells < 8 ? grid->v_cells : 8;
    fill_basis(grid->h_points, grid->h_basis);
    fill_basis(grid->v_points, grid->v_basis);
}

// Blocks that the cells span[0]...span[1], span[2]...span[3] (columns, then rows) need.
static void decode_grid(ff_coefficients *jpeg, int component, const int span[4], grid_component *grid) {
    const int left = span[0] / grid->h_cells, right = span[1] / grid->h_cells;
    const int top = span[2] / grid->v_cells, bottom = span[3] / grid->v_cells;
    grid->block_x = left;
    grid->block_y = top;
    grid->stride = (right - left + 1) * grid->h_points;
    const uint16_t *quantization = jpeg->info.components[component].quantization;
    for (int row = top; row <= bottom; row++) {
        const JBLOCKROW blocks = ff_jpeg_row(jpeg, component, row, FALSE);
        uint8_t *samples = grid->samples + (ptrdiff_t)(row - top) * grid->v_points * grid->stride;
        for (int column = left; column <= right; column++, samples += grid->h_points)
            reduce_any(blocks[column], quantization, grid, samples);
    }
}

static void grid_row(const grid_component *grid, int x, int y, int count, int last, uint8_t *row) {
    const int block = y / grid->v_cells - grid->block_y;
    const int line = (y % grid->v_cells) * grid->v_points / grid->v_cells;
    const uint8_t *samples = grid->samples + (ptrdiff_t)(block * grid->v_points + line) * grid->stride;
    int i = 0;
    if (grid->h_points == grid->h_cells && x >= 0 && x <= last) {
        // A sample for every cell: they lie side by side.
        i = count < last + 1 - x ? count : last + 1 - x;
        memcpy(row, samples + (x - grid->block_x * grid->h_points), (size_t)i);
    }
    for (; i < count; i++) {
        const int cell = clamp(x + i, 0, last);
        const int inside = (cell % grid->h_cells) * grid->h_points / grid->h_cells;
        row[i] = samples[(cell / grid->h_cells - grid->block_x) * grid->h_points + inside];
    }
}

// Cells from (x, y), which may lie outside; `rows` of `columns` pixels.
static int read_cells(ff_coefficients *jpeg, int x, int y, int columns, int rows, int reduction, uint8_t *pixels) {
    const int count = jpeg->info.component_count;
    const int last_x = (jpeg->info.width - 1) / reduction, last_y = (jpeg->info.height - 1) / reduction;
    grid_component grids[3] = {0};
    uint8_t *lines[3] = {0};
    int failed = 0;
    for (int i = 0; i < count; i++) {
        prepare(jpeg, i, reduction, &grids[i]);
        const size_t wide = (size_t)columns + 2 * (size_t)grids[i].h_cells;
        const size_t high = (size_t)(rows < STRIP ? rows : STRIP) + 2 * (size_t)grids[i].v_cells;
        grids[i].samples = malloc(wide * high);
        lines[i] = malloc((size_t)columns);
        failed |= grids[i].samples == NULL || lines[i] == NULL;
    }
    for (int top = 0; !failed && top < rows; top += STRIP) {
        const int bottom = top + STRIP < rows ? top + STRIP : rows;
        const int span[4] = {
            clamp(x, 0, last_x), clamp(x + columns - 1, 0, last_x),
            clamp(y + top, 0, last_y), clamp(y + bottom - 1, 0, last_y),
        };
        for (int i = 0; i < count; i++) decode_grid(jpeg, i, span, &grids[i]);
        for (int k = top; k < bottom; k++, pixels += (size_t)count * (size_t)columns) {
            const int line = clamp(y + k, 0, last_y);
            for (int i = 0; i < count; i++) grid_row(&grids[i], x, line, columns, last_x, lines[i]);
            ff_jpeg_join_rows(jpeg->info.color, lines, columns, pixels);
        }
    }
    for (int i = 0; i < count; i++) {
        free(grids[i].samples);
        free(lines[i]);
    }
    return failed ? -1 : 0;
}

// Moves the grid by a part of a cell, weights in 8ths.
static void shift(const uint8_t *from, const int size[3], int x_part, int y_part, uint8_t *to) {
    const int columns = size[0], rows = size[1], step = size[2];
    const size_t stride = (size_t)step * ((size_t)columns + 1);
    for (int k = 0; k < rows; k++, from += stride) {
        for (int i = 0; i < step * columns; i++) {
            const int upper = (8 - x_part) * from[i] + x_part * from[i + step];
            const int lower = (8 - x_part) * from[stride + (size_t)i] + x_part * from[stride + (size_t)(i + step)];
            *to++ = (uint8_t)(((8 - y_part) * upper + y_part * lower + 32) >> 6);
        }
    }
}

int ff_coefficients_read_reduced(
    ff_coefficients *jpeg, int x, int y, int columns, int rows, int reduction, uint8_t *pixels
) {
    const int cell_x = floor_divide(x, reduction), cell_y = floor_divide(y, reduction);
    const int x_part = (x - cell_x * reduction) * 8 / reduction, y_part = (y - cell_y * reduction) * 8 / reduction;
    if (x_part == 0 && y_part == 0) return read_cells(jpeg, cell_x, cell_y, columns, rows, reduction, pixels);
    const int size[3] = {columns, rows, jpeg->info.component_count};
    uint8_t *cells = malloc((size_t)size[2] * ((size_t)columns + 1) * ((size_t)rows + 1));
    if (cells == NULL) return -1;
    const int status = read_cells(jpeg, cell_x, cell_y, columns + 1, rows + 1, reduction, cells);
    if (status == 0) shift(cells, size, x_part, y_part, pixels);
    free(cells);
    return status;
}
