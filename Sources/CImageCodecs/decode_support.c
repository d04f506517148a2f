// SPDX-License-Identifier: Apache-2.0
#include "decode_support.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

int ff_fail(ff_decode_error *error, int code, const char *format, ...) {
    if (error->code != FF_OK) return error->code;
    error->code = code;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    return code;
}

bool ff_size_allowed(uint64_t width, uint64_t height, const ff_decode_limits *limits, ff_decode_error *error) {
    if (width == 0 || height == 0) {
        ff_fail(error, FF_DAMAGED, "the picture has no pixels");
        return false;
    }
    // Sides of at most 32 bits cannot overflow 64 bits when multiplied.
    if (width > limits->side_max || height > limits->side_max || width * height > limits->pixel_count_max) {
        ff_fail(error, FF_TOO_LARGE, "%llu x %llu pixels", (unsigned long long)width, (unsigned long long)height);
        return false;
    }
    return true;
}

void ff_set_color(ff_decode_info *info, int color) {
    static const uint32_t channel_counts[] = {1, 2, 3, 4, 4};
    info->color = color;
    info->channel_count = channel_counts[color];
}

static ff_decoder *create(int format) {
    switch (format) {
    case FF_JPEG: return ff_jpeg_create();
    case FF_PNG: return ff_png_create();
    case FF_WEBP: return ff_webp_create();
    case FF_HEIF: return ff_heif_create();
    default: return NULL;
    }
}

static bool start(int format, ff_decoder *decoder, int shrink) {
    switch (format) {
    case FF_JPEG: return ff_jpeg_start(decoder, shrink);
    case FF_PNG: return ff_png_start(decoder);
    case FF_WEBP: return ff_webp_start(decoder);
    case FF_HEIF: return ff_heif_start(decoder);
    default: return false;
    }
}

ff_decoder *ff_decoder_open(int format, const uint8_t *bytes, size_t count, int shrink,
                            const ff_decode_limits *limits, ff_decode_info *info, ff_decode_error *error) {
    ff_decoder *decoder = create(format);
    if (!decoder) {
        ff_fail(error, FF_OUT_OF_MEMORY, "out of memory");
        return NULL;
    }
    decoder->bytes = bytes;
    decoder->count = count;
    decoder->limits = *limits;
    decoder->error = error;
    bool started = start(format, decoder, shrink);
    decoder->error = NULL;
    if (!started) {
        decoder->close(decoder);
        return NULL;
    }
    *info = decoder->info;
    return decoder;
}

const uint8_t *ff_decoder_profile(const ff_decoder *decoder, size_t *count) {
    *count = decoder->profile ? decoder->profile_count : 0;
    return decoder->profile;
}

int ff_decoder_read(ff_decoder *decoder, uint8_t *samples, size_t byte_count, ff_decode_error *error) {
    const ff_decode_info *info = &decoder->info;
    // The sides are within the limits, so that the product fits.
    if ((size_t)info->width * info->height * info->channel_count * info->bytes_per_sample != byte_count) {
        return ff_fail(error, FF_DAMAGED, "the samples need another number of bytes");
    }
    decoder->error = error;
    bool complete = decoder->read(decoder, samples);
    decoder->error = NULL;
    return complete ? FF_OK : ff_fail(error, FF_DAMAGED, "the picture could not be decoded");
}

void ff_decoder_close(ff_decoder *decoder) {
    if (decoder) decoder->close(decoder);
}
