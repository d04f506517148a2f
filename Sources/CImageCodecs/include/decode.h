// SPDX-License-Identifier: Apache-2.0
//
// Decoders over libjpeg-turbo, libpng, libwebp and libheif.
//
// Every decoder is opened over bytes that must stay where they are until it is closed, tells the picture's form, and
// then writes all samples into memory of the caller. No error leaves a function other than as FF_... code: the jumps
// of libjpeg and libpng stay inside the function that started the library's work. Every handle must be closed, also
// after an error.
#ifndef FACEFLEET_DECODE_H
#define FACEFLEET_DECODE_H

#include <stddef.h>
#include <stdint.h>

/// What a decoder may spend; checked again here because the header that was checked before may lie.
typedef struct {
    uint32_t side_max;
    uint64_t pixel_count_max;
    /// Bytes that the library may allocate on behalf of one picture.
    uint64_t memory_max;
    /// The most scans of a progressive JPEG; a thousand small ones cost a thousand passes over all coefficients.
    uint32_t scan_count_max;
} ff_decode_limits;

enum {
    FF_OK = 0,
    /// The data is damaged or cut off.
    FF_DAMAGED = 1,
    /// A kind of picture that is not read.
    FF_UNSUPPORTED = 2,
    /// `side_max` or `pixel_count_max` was passed; the message holds the size.
    FF_TOO_LARGE = 3,
    /// `scan_count_max` was passed.
    FF_TOO_MANY_SCANS = 4,
    /// `memory_max` was passed or the machine has no memory left.
    FF_OUT_OF_MEMORY = 5,
};

typedef struct {
    int code;
    char message[200];
} ff_decode_error;

enum {
    FF_GRAY = 0,
    FF_GRAY_ALPHA = 1,
    FF_RGB = 2,
    FF_RGBA = 3,
    /// 0: no ink, 255: full ink.
    FF_CMYK = 4,
};

/// The form of the samples that a decoder writes: rows from top to bottom without padding, channels interleaved.
typedef struct {
    uint32_t width;
    uint32_t height;
    /// FF_GRAY to FF_CMYK.
    int color;
    uint32_t channel_count;
    /// 1 or 2; two bytes in the machine's own order.
    uint32_t bytes_per_sample;
} ff_decode_info;

enum {
    FF_JPEG = 0,
    FF_PNG = 1,
    FF_WEBP = 2,
    /// HEIC and AVIF: the primary picture, turned and cropped as the file says.
    FF_HEIF = 3,
};

typedef struct ff_decoder ff_decoder;

/// Reads up to the first pixels; of an animation up to the first frame.
///
/// With `shrink` 2, 4 or 8 a JPEG comes out at that fraction, rounded up; other formats take 1 alone.
/// Null after an error. `bytes`, `info` and `error` are not null.
ff_decoder *ff_decoder_open(int format, const uint8_t *bytes, size_t count, int shrink,
                            const ff_decode_limits *limits, ff_decode_info *info, ff_decode_error *error);

/// The embedded ICC profile, which lives as long as the decoder; null when there is none or it is damaged.
const uint8_t *ff_decoder_profile(const ff_decoder *decoder, size_t *count);

/// Writes all samples; `byte_count` must be exactly what `info` makes. Can be called once.
int ff_decoder_read(ff_decoder *decoder, uint8_t *samples, size_t byte_count, ff_decode_error *error);

void ff_decoder_close(ff_decoder *decoder);

#endif
