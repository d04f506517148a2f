// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>
#include <string.h>

#include <webp/decode.h>
#include <webp/demux.h>

#include "decode_support.h"

typedef struct {
    ff_decoder base;
    WebPDemuxer *demuxer;
    WebPIterator frame;
    bool has_frame;
    WebPChunkIterator profile;
    bool has_profile;
} webp_decoder;

bool ff_webp_start(ff_decoder *base) {
    webp_decoder *decoder = (webp_decoder *)base;
    WebPData data = {base->bytes, base->count};
    // Refuses, unlike WebPDemuxPartial, a file that is shorter than it says.
    decoder->demuxer = WebPDemux(&data);
    if (!decoder->demuxer) {
        ff_fail(base->error, FF_DAMAGED, "the WebP is damaged or cut off");
        return false;
    }
    base->info.width = WebPDemuxGetI(decoder->demuxer, WEBP_FF_CANVAS_WIDTH);
    base->info.height = WebPDemuxGetI(decoder->demuxer, WEBP_FF_CANVAS_HEIGHT);
    if (!ff_size_allowed(base->info.width, base->info.height, &base->limits, base->error)) return false;
    decoder->has_frame = WebPDemuxGetFrame(decoder->demuxer, 1, &decoder->frame);
    if (!decoder->has_frame || !decoder->frame.complete) {
        ff_fail(base->error, FF_DAMAGED, "the WebP has no complete frame");
        return false;
    }
    const WebPIterator *frame = &decoder->frame;
    WebPBitstreamFeatures features;
    if (WebPGetFeatures(frame->fragment.bytes, frame->fragment.size, &features) != VP8_STATUS_OK ||
        features.width != frame->width || features.height != frame->height || frame->width <= 0 ||
        frame->height <= 0 || frame->x_offset < 0 || frame->y_offset < 0 ||
        (uint64_t)frame->x_offset + (uint64_t)frame->width > base->info.width ||
        (uint64_t)frame->y_offset + (uint64_t)frame->height > base->info.height) {
        ff_fail(base->error, FF_DAMAGED, "the WebP's first frame does not fit its canvas");
        return false;
    }
    bool covers = (uint32_t)frame->width == base->info.width && (uint32_t)frame->height == base->info.height;
    ff_set_color(&base->info, features.has_alpha || !covers ? FF_RGBA : FF_RGB);
    base->info.bytes_per_sample = 1;
    decoder->has_profile = (WebPDemuxGetI(decoder->demuxer, WEBP_FF_FORMAT_FLAGS) & ICCP_FLAG) != 0 &&
                           WebPDemuxGetChunk(decoder->demuxer, "ICCP", 1, &decoder->profile);
    if (decoder->has_profile) {
        base->profile = decoder->profile.chunk.bytes;
        base->profile_count = decoder->profile.chunk.size;
    }
    return true;
}

static bool webp_read(ff_decoder *base, uint8_t *samples) {
    webp_decoder *decoder = (webp_decoder *)base;
    const WebPIterator *frame = &decoder->frame;
    size_t channel_count = base->info.channel_count;
    size_t stride = (size_t)base->info.width * channel_count;
    size_t byte_count = stride * base->info.height;
    // A first frame smaller than its canvas lies on nothing.
    if ((uint32_t)frame->width != base->info.width || (uint32_t)frame->height != base->info.height) {
        memset(samples, 0, byte_count);
    }
    size_t start = (size_t)frame->y_offset * stride + (size_t)frame->x_offset * channel_count;
    uint8_t *(*decode)(const uint8_t *, size_t, uint8_t *, size_t, int) =
        channel_count == 4 ? WebPDecodeRGBAInto : WebPDecodeRGBInto;
    if (!decode(frame->fragment.bytes, frame->fragment.size, samples + start, byte_count - start, (int)stride)) {
        ff_fail(base->error, FF_DAMAGED, "the WebP's pixels are damaged or cut off");
        return false;
    }
    return true;
}

static void webp_close(ff_decoder *base) {
    webp_decoder *decoder = (webp_decoder *)base;
    if (decoder->has_profile) WebPDemuxReleaseChunkIterator(&decoder->profile);
    if (decoder->has_frame) WebPDemuxReleaseIterator(&decoder->frame);
    WebPDemuxDelete(decoder->demuxer);
    free(decoder);
}

ff_decoder *ff_webp_create(void) {
    webp_decoder *decoder = calloc(1, sizeof *decoder);
    if (!decoder) return NULL;
    decoder->base.read = webp_read;
    decoder->base.close = webp_close;
    return &decoder->base;
}
