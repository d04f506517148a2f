// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>
#include <jerror.h>

#include "decode_support.h"

typedef struct {
    ff_decoder base;
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf escape;
    JOCTET *profile;
    bool inks_are_inverted;
} jpeg_decoder;

static void jpeg_fail(j_common_ptr common) {
    jpeg_decoder *decoder = common->client_data;
    // What does not fit into `max_memory_to_use` would go to a file, and there is none.
    bool lacks_memory = common->err->msg_code == JERR_OUT_OF_MEMORY || common->err->msg_code == JERR_NO_BACKING_STORE;
    int code = lacks_memory ? FF_OUT_OF_MEMORY : FF_DAMAGED;
    char text[JMSG_LENGTH_MAX];
    common->err->format_message(common, text);
    ff_fail(decoder->base.error, code, "%s", text);
    longjmp(decoder->escape, 1);
}

/// Warnings that mean lost pixels end the work: a half gray picture is worse than none.
static void jpeg_warn(j_common_ptr common, int level) {
    if (level >= 0) return;
    switch (common->err->msg_code) {
    case JWRN_JPEG_EOF:
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_MUST_RESYNC:
        jpeg_fail(common);
    default:
        common->err->num_warnings += 1;
    }
}

/// Called by libjpeg at every row of blocks of every scan.
static void jpeg_watch_scans(j_common_ptr common) {
    jpeg_decoder *decoder = common->client_data;
    uint32_t scan_count_max = decoder->base.limits.scan_count_max;
    if ((uint32_t)decoder->jpeg.input_scan_number > scan_count_max) {
        ff_fail(decoder->base.error, FF_TOO_MANY_SCANS, "more than %u scans", scan_count_max);
        longjmp(decoder->escape, 1);
    }
}

static bool jpeg_choose_color(jpeg_decoder *decoder) {
    struct jpeg_decompress_struct *jpeg = &decoder->jpeg;
    switch (jpeg->num_components) {
    case 1:
        jpeg->out_color_space = JCS_GRAYSCALE;
        ff_set_color(&decoder->base.info, FF_GRAY);
        return true;
    case 3:
        jpeg->out_color_space = JCS_RGB;
        ff_set_color(&decoder->base.info, FF_RGB);
        return true;
    case 4:
        jpeg->out_color_space = JCS_CMYK;
        ff_set_color(&decoder->base.info, FF_CMYK);
        // Adobe stores the amount of light, everybody else the amount of ink.
        decoder->inks_are_inverted = jpeg->saw_Adobe_marker;
        return true;
    default:
        ff_fail(decoder->base.error, FF_UNSUPPORTED, "%d colour components", jpeg->num_components);
        return false;
    }
}

bool ff_jpeg_start(ff_decoder *base, int shrink) {
    jpeg_decoder *decoder = (jpeg_decoder *)base;
    struct jpeg_decompress_struct *jpeg = &decoder->jpeg;
    jpeg->err = jpeg_std_error(&decoder->errors);
    jpeg->client_data = decoder;
    decoder->errors.error_exit = jpeg_fail;
    decoder->errors.emit_message = jpeg_warn;
    if (setjmp(decoder->escape)) return false;
    jpeg_create_decompress(jpeg);
    jpeg->mem->max_memory_to_use = (long)base->limits.memory_max;
    jpeg->progress = &decoder->progress;
    decoder->progress.progress_monitor = jpeg_watch_scans;
    jpeg_mem_src(jpeg, base->bytes, base->count);
    jpeg_save_markers(jpeg, JPEG_APP0 + 2, 0xFFFF);
    jpeg_read_header(jpeg, TRUE);
    if (!ff_size_allowed(jpeg->image_width, jpeg->image_height, &base->limits, base->error)) return false;
    if (!jpeg_choose_color(decoder)) return false;
    jpeg->dct_method = JDCT_ISLOW;
    jpeg->scale_num = 1;
    jpeg->scale_denom = (unsigned int)shrink;
    jpeg_calc_output_dimensions(jpeg);
    base->info.width = jpeg->output_width;
    base->info.height = jpeg->output_height;
    base->info.bytes_per_sample = 1;
    // A damaged profile is a warning, and the picture has none.
    unsigned int profile_count = 0;
    if (jpeg_read_icc_profile(jpeg, &decoder->profile, &profile_count)) {
        base->profile = decoder->profile;
        base->profile_count = profile_count;
    }
    return true;
}

static bool jpeg_read(ff_decoder *base, uint8_t *samples) {
    jpeg_decoder *decoder = (jpeg_decoder *)base;
    struct jpeg_decompress_struct *jpeg = &decoder->jpeg;
    if (setjmp(decoder->escape)) return false;
    jpeg_start_decompress(jpeg);
    if (jpeg->output_width != base->info.width || jpeg->output_height != base->info.height ||
        jpeg->output_components != (int)base->info.channel_count) {
        ff_fail(base->error, FF_DAMAGED, "the size changed while reading");
        return false;
    }
    size_t row_byte_count = (size_t)base->info.width * base->info.channel_count;
    while (jpeg->output_scanline < jpeg->output_height) {
        JSAMPROW row = samples + row_byte_count * jpeg->output_scanline;
        jpeg_read_scanlines(jpeg, &row, 1);
        if (decoder->inks_are_inverted) {
            for (size_t index = 0; index < row_byte_count; index++) row[index] = (JSAMPLE)(255 - row[index]);
        }
    }
    // Reads to the end marker, so that a missing one is seen.
    jpeg_finish_decompress(jpeg);
    return true;
}

static void jpeg_close(ff_decoder *base) {
    jpeg_decoder *decoder = (jpeg_decoder *)base;
    // Never jumps, and does nothing when jpeg_create_decompress was not reached: `mem` is null then.
    jpeg_destroy_decompress(&decoder->jpeg);
    free(decoder->profile);
    free(decoder);
}

ff_decoder *ff_jpeg_create(void) {
    jpeg_decoder *decoder = calloc(1, sizeof *decoder);
    if (!decoder) return NULL;
    decoder->base.read = jpeg_read;
    decoder->base.close = jpeg_close;
    return &decoder->base;
}
