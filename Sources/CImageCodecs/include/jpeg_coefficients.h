// SPDX-License-Identifier: Apache-2.0
#ifndef FACEFLEET_JPEG_COEFFICIENTS_H
#define FACEFLEET_JPEG_COEFFICIENTS_H

#include <stddef.h>
#include <stdint.h>

#include "decode.h"

/// The quantised coefficients of one JPEG file, in memory.
typedef struct ff_coefficients ff_coefficients;

typedef enum {
    FF_JPEG_GRAY = 0,
    FF_JPEG_YCC = 1,
    FF_JPEG_RGB = 2,
    /// CMYK, YCCK, a colour space of unknown meaning or a layout that the region reader does not know.
    FF_JPEG_OTHER = 3,
} ff_jpeg_color;

typedef struct {
    /// Samples in one MCU; the largest of all components divides the picture.
    int h, v;
    /// Blocks that hold picture (the last one of a row or column may be padded).
    int width_in_blocks, height_in_blocks;
    uint16_t quantization[64];
} ff_coefficients_component;

typedef struct {
    int width, height;
    int component_count;
    ff_jpeg_color color;
    int progressive;
    int arithmetic;
    int h_max, v_max;
    ff_coefficients_component components[4];
} ff_coefficients_info;

/// Reads header and coefficients; the bytes are not needed afterwards.
///
/// Null after an error; its code is FF_UNSUPPORTED when the file may be sound but has to be decoded whole.
ff_coefficients *ff_coefficients_open(
    const uint8_t *bytes, size_t count, const ff_decode_limits *limits, ff_decode_error *error
);
void ff_coefficients_close(ff_coefficients *jpeg);

const ff_coefficients_info *ff_coefficients_describe(const ff_coefficients *jpeg);

/// The embedded ICC profile, or NULL; owned by `jpeg`.
const uint8_t *ff_coefficients_profile(const ff_coefficients *jpeg, size_t *count);

/// The 64 coefficients of one block in natural (not zigzag) order, or NULL outside the picture.
const int16_t *ff_coefficients_block(ff_coefficients *jpeg, int component, int column, int row);

/// Decodes a rectangle, bit for bit as libjpeg's own full decode: a byte a pixel of gray, else red, green and blue.
///
/// The rectangle must lie inside the picture.
/// Returns 0, or -1 when memory ran out.
int ff_coefficients_read(ff_coefficients *jpeg, int x, int y, int width, int height, uint8_t *pixels);

/// Decodes a rectangle at 1/2, 1/4 or 1/8 of its size, in the channels of `ff_coefficients_read`.
///
/// Pixel (i, k) is the mean around the picture's reduction x reduction pixels that begin at
/// (x + i * reduction, y + k * reduction); `x` and `y` may be negative, outside the picture its border is repeated.
/// Returns 0, or -1 when memory ran out.
int ff_coefficients_read_reduced(
    ff_coefficients *jpeg, int x, int y, int columns, int rows, int reduction, uint8_t *pixels
);

/// Changes the marked pixels of a rectangle; blocks without a marked pixel stay as they are.
///
/// `pixels` are as `ff_coefficients_read` gives them, `changed` has one byte a pixel, not 0 where the pixel counts.
/// Returns 0, or -1 when memory ran out.
int ff_coefficients_replace(
    ff_coefficients *jpeg, int x, int y, int width, int height, const uint8_t *pixels, const uint8_t *changed
);

/// Takes back every change since the file was read.
void ff_coefficients_revert(ff_coefficients *jpeg);

/// Writes the coefficients as a JPEG with JFIF header, an EXIF block that holds `orientation` alone (none for 1), and,
/// unless told otherwise, the ICC profile.
///
/// `capacity` is a guess of the size. The bytes are for `ff_encoded_free`; null after an error.
uint8_t *ff_coefficients_write(
    ff_coefficients *jpeg, int orientation, int keep_profile, size_t capacity, size_t *count, ff_decode_error *error
);

#endif
