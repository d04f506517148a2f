// SPDX-License-Identifier: Apache-2.0

#include <stdlib.h>
#include <string.h>

#include "encode.h"
#include "jpeg_internal.h"

#include <jerror.h>

static void configure(struct jpeg_compress_struct *output, const ff_picture *picture, int quality, int full_chroma) {
    output->image_width = (JDIMENSION)picture->width;
    output->image_height = (JDIMENSION)picture->height;
    output->input_components = picture->channel_count;
    output->in_color_space = picture->channel_count == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(output);
    jpeg_set_quality(output, quality, TRUE);
    output->comp_info[0].h_samp_factor = full_chroma ? 1 : 2;
    output->comp_info[0].v_samp_factor = full_chroma ? 1 : 2;
}

static int encode(
    const ff_picture *picture, int quality, int full_chroma, ff_jpeg_sink *sink, ff_jpeg_errors *errors
) {
    struct jpeg_compress_struct output;
    memset(&output, 0, sizeof output);
    output.err = &errors->base;
    if (setjmp(errors->place) != 0) {
        jpeg_destroy_compress(&output);
        return -1;
    }
    jpeg_create_compress(&output);
    output.dest = &sink->manager;
    configure(&output, picture, quality, full_chroma || picture->channel_count == 1);
    jpeg_start_compress(&output, TRUE);
    if (picture->profile != NULL)
        jpeg_write_icc_profile(&output, picture->profile, (unsigned int)picture->profile_count);
    const size_t row = (size_t)picture->width * (size_t)picture->channel_count;
    while (output.next_scanline < output.image_height) {
        // libjpeg only reads from it.
        JSAMPROW samples = (JSAMPROW)(picture->samples + row * output.next_scanline);
        jpeg_write_scanlines(&output, &samples, 1);
    }
    jpeg_finish_compress(&output);
    jpeg_destroy_compress(&output);
    return 0;
}

uint8_t *ff_encode_jpeg(
    const ff_picture *picture, int quality, int full_chroma, size_t *count, ff_decode_error *error
) {
    memset(error, 0, sizeof *error);
    *count = 0;
    ff_jpeg_errors errors;
    ff_jpeg_catch(&errors, error);
    ff_jpeg_sink sink;
    const size_t guess = (size_t)picture->width * (size_t)picture->height / 4 + picture->profile_count;
    if (ff_jpeg_sink_open(&sink, guess) != 0) {
        ff_fail(error, FF_OUT_OF_MEMORY, "out of memory");
        return NULL;
    }
    if (encode(picture, quality, full_chroma, &sink, &errors) != 0) {
        free(sink.bytes);
        return NULL;
    }
    *count = sink.count;
    return sink.bytes;
}
