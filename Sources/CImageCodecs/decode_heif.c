// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>
#include <string.h>

#include <libheif/heif.h>

#include "decode_color.h"
#include "decode_support.h"

typedef struct {
    ff_decoder base;
    struct heif_context *context;
    struct heif_image_handle *handle;
    struct heif_image *image;
    uint8_t *profile;
} heif_decoder;

static bool heif_passed(heif_decoder *decoder, struct heif_error result) {
    if (result.code == heif_error_Ok) return true;
    int code = FF_DAMAGED;
    if (result.code == heif_error_Unsupported_filetype || result.code == heif_error_Unsupported_feature) {
        code = FF_UNSUPPORTED;
    }
    if (result.code == heif_error_Memory_allocation_error) code = FF_OUT_OF_MEMORY;
    ff_fail(decoder->base.error, code, "%s", result.message ? result.message : "unknown error of libheif");
    return false;
}

static void heif_set_limits(heif_decoder *decoder) {
    const ff_decode_limits *limits = &decoder->base.limits;
    heif_context_set_maximum_image_size_limit(decoder->context, (int)limits->side_max);
    // In the calling thread alone: how many run at once is the caller's decision.
    heif_context_set_max_decoding_threads(decoder->context, 0);
#if LIBHEIF_HAVE_VERSION(1, 19, 0)
    struct heif_security_limits security = *heif_context_get_security_limits(decoder->context);
    security.max_image_size_pixels = limits->pixel_count_max;
    security.max_memory_block_size = limits->memory_max;
    heif_context_set_security_limits(decoder->context, &security);
#endif
}

/// Where no profile is embedded, makes one of the colour primaries that the file names by number.
static void heif_create_profile(heif_decoder *decoder) {
    struct heif_color_profile_nclx *colors = NULL;
    if (heif_image_handle_get_nclx_color_profile(decoder->handle, &colors).code == heif_error_Ok) {
        decoder->profile = ff_color_create_profile((int)colors->color_primaries, &decoder->base.profile_count);
        decoder->base.profile = decoder->profile;
    }
    if (colors) heif_nclx_color_profile_free(colors);
}

static bool heif_read_profile(heif_decoder *decoder) {
    enum heif_color_profile_type type = heif_image_handle_get_color_profile_type(decoder->handle);
    if (type != heif_color_profile_type_rICC && type != heif_color_profile_type_prof) {
        heif_create_profile(decoder);
        return true;
    }
    size_t count = heif_image_handle_get_raw_color_profile_size(decoder->handle);
    if (count == 0 || count > decoder->base.count) return true;
    decoder->profile = malloc(count);
    if (!decoder->profile) {
        ff_fail(decoder->base.error, FF_OUT_OF_MEMORY, "out of memory");
        return false;
    }
    if (heif_image_handle_get_raw_color_profile(decoder->handle, decoder->profile).code != heif_error_Ok) return true;
    decoder->base.profile = decoder->profile;
    decoder->base.profile_count = count;
    return true;
}

bool ff_heif_start(ff_decoder *base) {
    heif_decoder *decoder = (heif_decoder *)base;
    decoder->context = heif_context_alloc();
    if (!decoder->context) {
        ff_fail(base->error, FF_OUT_OF_MEMORY, "out of memory");
        return false;
    }
    heif_set_limits(decoder);
    struct heif_error result =
        heif_context_read_from_memory_without_copy(decoder->context, base->bytes, base->count, NULL);
    if (!heif_passed(decoder, result)) return false;
    if (!heif_passed(decoder, heif_context_get_primary_image_handle(decoder->context, &decoder->handle))) return false;
    int width = heif_image_handle_get_width(decoder->handle);
    int height = heif_image_handle_get_height(decoder->handle);
    if (width < 0 || height < 0) {
        ff_fail(base->error, FF_DAMAGED, "the picture has no size");
        return false;
    }
    base->info.width = (uint32_t)width;
    base->info.height = (uint32_t)height;
    if (!ff_size_allowed(base->info.width, base->info.height, &base->limits, base->error)) return false;
    ff_set_color(&base->info, heif_image_handle_has_alpha_channel(decoder->handle) ? FF_RGBA : FF_RGB);
    base->info.bytes_per_sample = 1;
    return heif_read_profile(decoder);
}

static bool heif_decode(heif_decoder *decoder) {
    struct heif_decoding_options *options = heif_decoding_options_alloc();
    if (!options) {
        ff_fail(decoder->base.error, FF_OUT_OF_MEMORY, "out of memory");
        return false;
    }
    options->convert_hdr_to_8bit = 1;
    // Not `strict_decoding`: with it, libheif 1.15 leaks the decoded picture of every file with unknown colour codes.
    enum heif_chroma chroma =
        decoder->base.info.color == FF_RGBA ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB;
    struct heif_error result =
        heif_decode_image(decoder->handle, &decoder->image, heif_colorspace_RGB, chroma, options);
    heif_decoding_options_free(options);
    return heif_passed(decoder, result);
}

/// Divides colours by alpha where they come multiplied with it.
static void heif_unpremultiply(uint8_t *samples, size_t pixel_count) {
    for (size_t pixel = 0; pixel < pixel_count; pixel++, samples += 4) {
        unsigned int alpha = samples[3];
        for (int channel = 0; channel < 3 && alpha > 0; channel++) {
            unsigned int value = (samples[channel] * 255u + alpha / 2) / alpha;
            samples[channel] = (uint8_t)(value > 255 ? 255 : value);
        }
    }
}

static bool heif_read(ff_decoder *base, uint8_t *samples) {
    heif_decoder *decoder = (heif_decoder *)base;
    if (!heif_decode(decoder)) return false;
    int stride = 0;
    const uint8_t *plane = heif_image_get_plane_readonly(decoder->image, heif_channel_interleaved, &stride);
    size_t row_byte_count = (size_t)base->info.width * base->info.channel_count;
    if (!plane || stride < 0 || (size_t)stride < row_byte_count ||
        heif_image_get_width(decoder->image, heif_channel_interleaved) != (int)base->info.width ||
        heif_image_get_height(decoder->image, heif_channel_interleaved) != (int)base->info.height) {
        ff_fail(base->error, FF_DAMAGED, "the pixels have another size than the file says");
        return false;
    }
    for (size_t y = 0; y < base->info.height; y++) {
        memcpy(samples + y * row_byte_count, plane + y * (size_t)stride, row_byte_count);
    }
    if (base->info.color == FF_RGBA && heif_image_handle_is_premultiplied_alpha(decoder->handle)) {
        heif_unpremultiply(samples, (size_t)base->info.width * base->info.height);
    }
    return true;
}

static void heif_close(ff_decoder *base) {
    heif_decoder *decoder = (heif_decoder *)base;
    if (decoder->image) heif_image_release(decoder->image);
    if (decoder->handle) heif_image_handle_release(decoder->handle);
    if (decoder->context) heif_context_free(decoder->context);
    free(decoder->profile);
    free(decoder);
}

ff_decoder *ff_heif_create(void) {
    heif_decoder *decoder = calloc(1, sizeof *decoder);
    if (!decoder) return NULL;
    decoder->base.read = heif_read;
    decoder->base.close = heif_close;
    return &decoder->base;
}
