// SPDX-License-Identifier: Apache-2.0

#include <stdlib.h>
#include <string.h>

#include <webp/encode.h>
#include <webp/mux.h>

#include "decode_support.h"
#include "encode.h"

// Lossless: the effort that takes about as long as it saves; more of it gains little on photographs.
enum { LOSSLESS_METHOD = 1, LOSSLESS_EFFORT = 20 };

static int import(WebPPicture *target, const ff_picture *picture) {
    target->width = picture->width;
    target->height = picture->height;
    const int stride = picture->width * picture->channel_count;
    return picture->channel_count == 4 ? WebPPictureImportRGBA(target, picture->samples, stride)
                                       : WebPPictureImportRGB(target, picture->samples, stride);
}

static int encode(const ff_picture *picture, int quality, WebPMemoryWriter *writer, ff_decode_error *error) {
    WebPConfig config;
    WebPPicture target;
    if (!WebPConfigInit(&config) || !WebPPictureInit(&target)) {
        ff_fail(error, FF_UNSUPPORTED, "another version of libwebp");
        return -1;
    }
    config.lossless = quality == 0;
    config.quality = quality == 0 ? LOSSLESS_EFFORT : (float)quality;
    if (quality == 0) config.method = LOSSLESS_METHOD;
    // Colours under full transparency are samples like others.
    config.exact = 1;
    target.use_argb = quality == 0;
    target.writer = WebPMemoryWrite;
    target.custom_ptr = writer;
    const int done = import(&target, picture) && WebPEncode(&config, &target);
    const int code = target.error_code;
    WebPPictureFree(&target);
    if (done) return 0;
    const int no_memory = code == VP8_ENC_ERROR_OUT_OF_MEMORY || code == VP8_ENC_ERROR_BITSTREAM_OUT_OF_MEMORY;
    ff_fail(error, no_memory ? FF_OUT_OF_MEMORY : FF_UNSUPPORTED, "libwebp reports error %d", code);
    return -1;
}

// Orientation alone: TIFF header, one directory with one short.
static WebPMuxError set_orientation(WebPMux *mux, int orientation) {
    const uint8_t exif[] = {
        'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (uint8_t)orientation, 0, 0, 0, 0, 0, 0,
    };
    const WebPData data = {.bytes = exif, .size = sizeof exif};
    return WebPMuxSetChunk(mux, "EXIF", &data, 1);
}

static uint8_t *wrap(const ff_picture *picture, const WebPMemoryWriter *writer, size_t *count) {
    const WebPData image = {.bytes = writer->mem, .size = writer->size};
    const WebPData profile = {.bytes = picture->profile, .size = picture->profile_count};
    WebPData file = {0};
    WebPMux *mux = WebPMuxNew();
    if (mux == NULL) return NULL;
    int done = WebPMuxSetImage(mux, &image, 0) == WEBP_MUX_OK;
    if (picture->profile != NULL) done = done && WebPMuxSetChunk(mux, "ICCP", &profile, 0) == WEBP_MUX_OK;
    if (picture->orientation > 1) done = done && set_orientation(mux, picture->orientation) == WEBP_MUX_OK;
    done = done && WebPMuxAssemble(mux, &file) == WEBP_MUX_OK;
    WebPMuxDelete(mux);
    uint8_t *bytes = done ? malloc(file.size) : NULL;
    if (bytes != NULL) {
        memcpy(bytes, file.bytes, file.size);
        *count = file.size;
    }
    WebPDataClear(&file);
    return bytes;
}

uint8_t *ff_encode_webp(const ff_picture *picture, int quality, size_t *count, ff_decode_error *error) {
    memset(error, 0, sizeof *error);
    *count = 0;
    WebPMemoryWriter writer;
    WebPMemoryWriterInit(&writer);
    uint8_t *bytes = NULL;
    if (encode(picture, quality, &writer, error) == 0) {
        if (picture->profile == NULL && picture->orientation <= 1) {
            bytes = malloc(writer.size);
            if (bytes != NULL) memcpy(bytes, writer.mem, writer.size);
            *count = bytes == NULL ? 0 : writer.size;
        } else {
            bytes = wrap(picture, &writer, count);
        }
        if (bytes == NULL) ff_fail(error, FF_OUT_OF_MEMORY, "out of memory");
    }
    WebPMemoryWriterClear(&writer);
    return bytes;
}
