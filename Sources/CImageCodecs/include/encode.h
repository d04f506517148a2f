// SPDX-License-Identifier: Apache-2.0
//
// Encoders over libjpeg-turbo, libwebp and zlib. Each gives bytes for `ff_encoded_free`, or null and an error.
#ifndef FACEFLEET_ENCODE_H
#define FACEFLEET_ENCODE_H

#include <stddef.h>
#include <stdint.h>

#include "decode.h"

/// Samples without padding between rows, 8 bits each unless said otherwise, and what is written beside them.
typedef struct {
    const uint8_t *samples;
    int width, height;
    /// 1: gray, 2: gray and alpha, 3: RGB, 4: RGB and alpha.
    int channel_count;
    /// 1, or 2 in the machine's own order (PNG alone).
    int bytes_per_sample;
    /// NULL: none.
    const uint8_t *profile;
    size_t profile_count;
    /// The EXIF tag; 1: none is written.
    int orientation;
} ff_picture;

void ff_encoded_free(uint8_t *bytes);

/// Baseline, gray or RGB; `quality` 1 to 100, `full_chroma` 0 for 4:2:0.
uint8_t *ff_encode_jpeg(
    const ff_picture *picture, int quality, int full_chroma, size_t *count, ff_decode_error *error
);

/// RGB or RGB and alpha; `quality` 1 to 100, 0 for lossless.
uint8_t *ff_encode_webp(const ff_picture *picture, int quality, size_t *count, ff_decode_error *error);

/// A PNG chunk that is copied as it is, before the pixels.
typedef struct {
    char name[4];
    const uint8_t *bytes;
    size_t count;
} ff_png_chunk;

/// Everything that PNG can store; `chunks` are written between header and pixels.
uint8_t *ff_encode_png(
    const ff_picture *picture, const ff_png_chunk *chunks, size_t chunk_count, size_t *count, ff_decode_error *error
);

#endif
