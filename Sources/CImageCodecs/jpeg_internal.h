// SPDX-License-Identifier: Apache-2.0
#ifndef FACEFLEET_JPEG_INTERNAL_H
#define FACEFLEET_JPEG_INTERNAL_H

#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>

#include "decode_support.h"
#include "jpeg_coefficients.h"

/// libjpeg's error handler, extended by the place to return to.
///
/// `base` comes first: libjpeg hands back a pointer to it.
typedef struct {
    struct jpeg_error_mgr base;
    jmp_buf place;
    uint32_t scan_count_max;
    ff_decode_error *error;
} ff_jpeg_errors;

/// An error handler that returns to `place` on errors and on damaged data, and prints nothing.
void ff_jpeg_catch(ff_jpeg_errors *errors, ff_decode_error *error);

/// A growing buffer that libjpeg writes to; unlike jpeg_mem_dest it can be freed after an error.
///
/// `manager` comes first, as in `ff_jpeg_errors`.
typedef struct {
    struct jpeg_destination_mgr manager;
    uint8_t *bytes;
    size_t count, capacity;
} ff_jpeg_sink;

/// Begins with `capacity` bytes; returns 0, or -1 when memory ran out.
int ff_jpeg_sink_open(ff_jpeg_sink *sink, size_t capacity);

/// A block before it was changed; libjpeg keeps its arrays in memory, so that the place stays.
typedef struct {
    int16_t *place;
    int16_t coefficients[64];
} ff_jpeg_saved_block;

struct ff_coefficients {
    struct jpeg_decompress_struct source;
    ff_jpeg_errors errors;
    jvirt_barray_ptr *arrays;
    ff_coefficients_info info;
    uint8_t *profile;
    unsigned int profile_count;
    /// Huffman tables of each component, as they were when the only scan began; without them new ones are made.
    int has_tables;
    JHUFF_TBL dc_tables[3], ac_tables[3];
    /// What changed blocks need: symbols, and the MCU rows in which they lie (none when the end is 0).
    uint8_t ac_needed[3][256];
    int changed_begin, changed_end;
    /// Changed blocks as they were before, in the order of change.
    ff_jpeg_saved_block *saved;
    size_t saved_count, saved_capacity;
};

/// Remembers a block before it changes; returns 0, or -1 when memory ran out.
int ff_jpeg_save_block(ff_coefficients *jpeg, int16_t *place);

/// Remembers the tables; to be called between header and coefficients, because later tables may take their place.
void ff_jpeg_keep_tables(ff_coefficients *jpeg);

/// Notes what coding a changed block needs.
void ff_jpeg_note_block(ff_coefficients *jpeg, int component, int mcu_row, const int16_t *coefficients);

/// Whether the remembered tables have a code for everything.
int ff_jpeg_tables_suffice(ff_coefficients *jpeg);

/// One row of blocks; `row` must exist.
static inline JBLOCKROW ff_jpeg_row(ff_coefficients *jpeg, int component, int row, int writable) {
    j_common_ptr common = (j_common_ptr)&jpeg->source;
    return jpeg->source.mem->access_virt_barray(common, jpeg->arrays[component], (JDIMENSION)row, 1, writable)[0];
}

/// Samples of a component over a rectangle of whole blocks.
typedef struct {
    uint8_t *samples;
    /// Position of the first sample in the component, and samples in a row.
    int x, y, stride;
    /// The component's own size in samples, without padding.
    int width, height;
    /// Picture pixels that one sample covers.
    int h_ratio, v_ratio;
} ff_jpeg_plane;

/// Bytes that `ff_jpeg_decode_plane` needs for a picture rectangle of this size.
size_t ff_jpeg_plane_bytes(const ff_coefficients *jpeg, int component, int width, int height);

/// Decodes the samples that a picture rectangle needs, neighbours for upsampling included.
void ff_jpeg_decode_plane(
    ff_coefficients *jpeg, int component, const int rectangle[4], ff_jpeg_plane *plane
);

/// One row of a rectangle at the picture's resolution; `sums` holds 2 * (width + 64) numbers.
void ff_jpeg_upsample_row(const ff_jpeg_plane *plane, int x, int y, int width, uint8_t *row, uint16_t *sums);

/// One row of pixels from a row of each component.
void ff_jpeg_join_rows(ff_jpeg_color color, uint8_t *const rows[3], int width, uint8_t *pixels);

/// The accurate integer inverse DCT of libjpeg, without its clamping; 128 is added.
void ff_jpeg_inverse(const int16_t *coefficients, const uint16_t *quantization, int16_t samples[64]);

/// As `ff_jpeg_inverse`, clamped to 0...255.
void ff_jpeg_inverse_clamped(
    const int16_t *coefficients, const uint16_t *quantization, uint8_t *samples, int stride
);

#endif
