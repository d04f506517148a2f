// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "decode_support.h"

typedef struct {
    ff_decoder base;
    png_structp png;
    png_infop png_info;
    size_t offset;
    int pass_count;
    bool is_plain;
} png_decoder;

/// No embedded profile is larger than this: the largest CMYK profiles have 3 megabytes.
static const png_alloc_size_t chunk_byte_count_max = 4 << 20;

static void png_fail(png_structp png, png_const_charp message) {
    png_decoder *decoder = png_get_error_ptr(png);
    ff_fail(decoder->base.error, FF_DAMAGED, "%s", message);
    png_longjmp(png, 1);
}

static void png_ignore(png_structp png, png_const_charp message) {
    (void)png;
    (void)message;
}

static void png_take(png_structp png, png_bytep target, size_t count) {
    png_decoder *decoder = png_get_io_ptr(png);
    if (count > decoder->base.count - decoder->offset) png_error(png, "the file is cut off");
    memcpy(target, decoder->base.bytes + decoder->offset, count);
    decoder->offset += count;
}

/// Passes text and the like over unread, so that compressed text cannot unfold.
static void png_skip_chunks(png_structp png) {
    static const png_byte names[] = "bKGD\0cHRM\0dSIG\0eXIf\0gAMA\0hIST\0iTXt\0oFFs\0pCAL\0pHYs\0sBIT\0sCAL\0sPLT\0"
                                    "sTER\0tEXt\0tIME\0zTXt";
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, names, (int)(sizeof names / 5));
}

/// One form for everything: no palette, no fewer than 8 bits, transparency as a channel.
static void png_choose_form(png_decoder *decoder) {
    static const int colors[] = {-1, FF_GRAY, FF_GRAY_ALPHA, FF_RGB, FF_RGBA};
    png_structp png = decoder->png;
    decoder->is_plain = png_get_bit_depth(png, decoder->png_info) == 8 &&
                        png_get_color_type(png, decoder->png_info) != PNG_COLOR_TYPE_PALETTE &&
                        !png_get_valid(png, decoder->png_info, PNG_INFO_tRNS) &&
                        png_get_interlace_type(png, decoder->png_info) == PNG_INTERLACE_NONE;
    png_set_expand(png);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    if (png_get_bit_depth(png, decoder->png_info) == 16) png_set_swap(png);
#endif
    decoder->pass_count = png_set_interlace_handling(png);
    png_read_update_info(png, decoder->png_info);
    ff_set_color(&decoder->base.info, colors[png_get_channels(png, decoder->png_info)]);
    decoder->base.info.bytes_per_sample = png_get_bit_depth(png, decoder->png_info) / 8;
}

bool ff_png_start(ff_decoder *base) {
    png_decoder *decoder = (png_decoder *)base;
    decoder->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, decoder, png_fail, png_ignore);
    if (decoder->png) decoder->png_info = png_create_info_struct(decoder->png);
    if (!decoder->png_info) {
        ff_fail(base->error, FF_OUT_OF_MEMORY, "out of memory");
        return false;
    }
    png_structp png = decoder->png;
    if (setjmp(png_jmpbuf(png))) return false;
    png_set_read_fn(png, decoder, png_take);
    png_set_user_limits(png, base->limits.side_max, base->limits.side_max);
    png_set_chunk_malloc_max(png, chunk_byte_count_max);
    png_set_chunk_cache_max(png, 16);
    png_skip_chunks(png);
    png_read_info(png, decoder->png_info);
    base->info.width = png_get_image_width(png, decoder->png_info);
    base->info.height = png_get_image_height(png, decoder->png_info);
    if (!ff_size_allowed(base->info.width, base->info.height, &base->limits, base->error)) return false;
    png_charp name = NULL;
    int compression = 0;
    png_bytep profile = NULL;
    png_uint_32 profile_count = 0;
    if (png_get_iCCP(png, decoder->png_info, &name, &compression, &profile, &profile_count)) {
        base->profile = profile;
        base->profile_count = profile_count;
    }
    png_choose_form(decoder);
    return true;
}

static bool png_read(ff_decoder *base, uint8_t *samples) {
    png_decoder *decoder = (png_decoder *)base;
    png_structp png = decoder->png;
    if (setjmp(png_jmpbuf(png))) return false;
    size_t row_byte_count = png_get_rowbytes(png, decoder->png_info);
    if (row_byte_count != (size_t)base->info.width * base->info.channel_count * base->info.bytes_per_sample) {
        ff_fail(base->error, FF_DAMAGED, "the size changed while reading");
        return false;
    }
    // libpng stands behind the length and type of the first chunk of pixels.
    if (decoder->is_plain && ff_png_read_whole(base->bytes, base->count, decoder->offset - 8, &base->info, samples)) {
        return true;
    }
    for (int pass = 0; pass < decoder->pass_count; pass++) {
        for (size_t y = 0; y < base->info.height; y++) png_read_row(png, samples + row_byte_count * y, NULL);
    }
    // Reads to the end chunk, so that a missing one is seen.
    png_read_end(png, NULL);
    return true;
}

static void png_close(ff_decoder *base) {
    png_decoder *decoder = (png_decoder *)base;
    if (decoder->png) png_destroy_read_struct(&decoder->png, &decoder->png_info, NULL);
    free(decoder);
}

ff_decoder *ff_png_create(void) {
    png_decoder *decoder = calloc(1, sizeof *decoder);
    if (!decoder) return NULL;
    decoder->base.read = png_read;
    decoder->base.close = png_close;
    return &decoder->base;
}
