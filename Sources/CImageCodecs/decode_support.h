// SPDX-License-Identifier: Apache-2.0
#ifndef FACEFLEET_DECODE_SUPPORT_H
#define FACEFLEET_DECODE_SUPPORT_H

#include <stdbool.h>

#include "decode.h"

/// What all decoders have in common; the first member of each.
struct ff_decoder {
    bool (*read)(ff_decoder *decoder, uint8_t *samples);
    void (*close)(ff_decoder *decoder);
    ff_decode_limits limits;
    ff_decode_info info;
    /// Where the function in work wants its error; set from outside to inside of each call.
    ff_decode_error *error;
    const uint8_t *bytes;
    size_t count;
    const uint8_t *profile;
    size_t profile_count;
};

/// Each gives a decoder whose `start` fills in the rest; null when memory is short.
ff_decoder *ff_jpeg_create(void);
ff_decoder *ff_png_create(void);
ff_decoder *ff_webp_create(void);
ff_decoder *ff_heif_create(void);

/// Each reads up to the first pixels and fills in `info` and `profile`; false after an error.
bool ff_jpeg_start(ff_decoder *decoder, int shrink);
bool ff_png_start(ff_decoder *decoder);
bool ff_webp_start(ff_decoder *decoder);
bool ff_heif_start(ff_decoder *decoder);

/// Reads the pixels of a plain PNG at once: 8 bits a channel, no palette, no transparent colour, not interlaced.
///
/// `first_chunk` is where its first IDAT chunk begins. False when anything at all is unusual; libpng then reads it.
bool ff_png_read_whole(
    const uint8_t *bytes, size_t count, size_t first_chunk, const ff_decode_info *info, uint8_t *samples
);

/// Fills in `error` and gives the code back; an error that is there already stays.
int ff_fail(ff_decode_error *error, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/// Checks a size against the limits.
bool ff_size_allowed(uint64_t width, uint64_t height, const ff_decode_limits *limits, ff_decode_error *error);

/// Sets `color` and `channel_count` together.
void ff_set_color(ff_decode_info *info, int color);

#endif
