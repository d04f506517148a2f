// SPDX-License-Identifier: Apache-2.0

// Opening, describing and closing: everything here runs libjpeg with an error handler that jumps back.

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

#include "jpeg_internal.h"

#include <jerror.h>

static void leave(j_common_ptr common) {
    ff_jpeg_errors *errors = (ff_jpeg_errors *)common->err;
    char text[JMSG_LENGTH_MAX];
    errors->base.format_message(common, text);
    const int code = errors->base.msg_code;
    const int no_memory = code == JERR_OUT_OF_MEMORY || code == JERR_NO_BACKING_STORE;
    ff_fail(errors->error, no_memory ? FF_OUT_OF_MEMORY : FF_DAMAGED, "%s", text);
    longjmp(errors->place, 1);
}

// libjpeg goes on after damaged data and fills up with gray. A picture with such a hole is refused; the other warnings
// (padding bytes before a marker, odd JFIF versions) are harmless and common.
static void judge(j_common_ptr common, int level) {
    if (level >= 0) return;
    switch (common->err->msg_code) {
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_JPEG_EOF:
    case JWRN_MUST_RESYNC:
        leave(common);
    default:
        break;
    }
}

static void keep_silent(j_common_ptr common) { (void)common; }

// A progressive file may hold any number of scans, each of which costs a pass over all blocks.
static void count_scans(j_common_ptr common) {
    struct jpeg_decompress_struct *source = (struct jpeg_decompress_struct *)common;
    ff_jpeg_errors *errors = (ff_jpeg_errors *)common->err;
    if (source->input_scan_number <= (int)errors->scan_count_max) return;
    ff_fail(errors->error, FF_TOO_MANY_SCANS, "more than %u scans", errors->scan_count_max);
    longjmp(errors->place, 1);
}

void ff_jpeg_catch(ff_jpeg_errors *errors, ff_decode_error *error) {
    jpeg_std_error(&errors->base);
    errors->base.error_exit = leave;
    errors->base.emit_message = judge;
    errors->base.output_message = keep_silent;
    errors->error = error;
    errors->scan_count_max = INT_MAX;
}

static ff_jpeg_color color_of(const struct jpeg_decompress_struct *source) {
    for (int i = 0; i < source->num_components; i++) {
        const jpeg_component_info *component = &source->comp_info[i];
        if (source->max_h_samp_factor % component->h_samp_factor != 0) return FF_JPEG_OTHER;
        if (source->max_v_samp_factor % component->v_samp_factor != 0) return FF_JPEG_OTHER;
    }
    if (source->num_components == 1 && source->jpeg_color_space == JCS_GRAYSCALE) return FF_JPEG_GRAY;
    if (source->num_components == 3 && source->jpeg_color_space == JCS_YCbCr) return FF_JPEG_YCC;
    if (source->num_components == 3 && source->jpeg_color_space == JCS_RGB) return FF_JPEG_RGB;
    return FF_JPEG_OTHER;
}

// The component's table is copied by libjpeg when its first scan begins, so this needs the coefficients read.
static int describe(ff_coefficients *jpeg) {
    const struct jpeg_decompress_struct *source = &jpeg->source;
    ff_coefficients_info *info = &jpeg->info;
    info->width = (int)source->image_width;
    info->height = (int)source->image_height;
    info->component_count = source->num_components;
    info->progressive = source->progressive_mode;
    info->arithmetic = source->arith_code;
    info->h_max = source->max_h_samp_factor;
    info->v_max = source->max_v_samp_factor;
    for (int i = 0; i < source->num_components; i++) {
        const jpeg_component_info *component = &source->comp_info[i];
        if (component->quant_table == NULL) return -1;
        info->components[i].h = component->h_samp_factor;
        info->components[i].v = component->v_samp_factor;
        info->components[i].width_in_blocks = (int)component->width_in_blocks;
        info->components[i].height_in_blocks = (int)component->height_in_blocks;
        memcpy(info->components[i].quantization, component->quant_table->quantval, sizeof(uint16_t) * 64);
    }
    return 0;
}

// Differences of damaged data add up until they leave 16 bits; what is left of them may have no code any more. Sound
// data stays below 1,024: eight times the sample's range.
static int has_sound_means(ff_coefficients *jpeg) {
    for (int i = 0; i < jpeg->info.component_count; i++) {
        const ff_coefficients_component *component = &jpeg->info.components[i];
        for (int row = 0; row < component->height_in_blocks; row++) {
            const JBLOCKROW blocks = ff_jpeg_row(jpeg, i, row, FALSE);
            int magnitude = 0;
            for (int column = 0; column < component->width_in_blocks; column++) magnitude |= abs(blocks[column][0]);
            if (magnitude > 2047) return 0;
        }
    }
    return 1;
}

void ff_coefficients_close(ff_coefficients *jpeg) {
    if (jpeg == NULL) return;
    jpeg_destroy_decompress(&jpeg->source);
    free(jpeg->profile);
    free(jpeg->saved);
    free(jpeg);
}

// A page fault for every 4 KB took a third of the reading time.
static void prefer_large_pages(ff_coefficients *jpeg) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
    for (int i = 0; i < jpeg->source.num_components; i++) {
        const jpeg_component_info *component = &jpeg->source.comp_info[i];
        const size_t columns = component->width_in_blocks, rows = component->height_in_blocks;
        const uintptr_t page = 4096, start = (uintptr_t)ff_jpeg_row(jpeg, i, 0, TRUE);
        const uintptr_t first = (start + page - 1) & ~(page - 1);
        const uintptr_t end = (start + columns * rows * sizeof(JBLOCK)) & ~(page - 1);
        // A hint, for arrays of many large pages: small ones do as well.
        if (end > first + (1u << 22)) (void)madvise((void *)first, end - first, MADV_HUGEPAGE);
    }
#else
    (void)jpeg;
#endif
}

// In buffered-image mode libjpeg hands out the arrays before it fills them; jpeg_read_coefficients alone does not.
static void read_coefficients(ff_coefficients *jpeg) {
    struct jpeg_decompress_struct *source = &jpeg->source;
    source->buffered_image = TRUE;
    source->do_block_smoothing = FALSE;
    jpeg_start_decompress(source);
    jpeg->arrays = jpeg_read_coefficients(source);
    prefer_large_pages(jpeg);
    while (jpeg_consume_input(source) != JPEG_REACHED_EOI) count_scans((j_common_ptr)source);
}

static ff_coefficients *refuse(ff_coefficients *jpeg) {
    ff_coefficients_close(jpeg);
    return NULL;
}

ff_coefficients *ff_coefficients_open(
    const uint8_t *bytes, size_t count, const ff_decode_limits *limits, ff_decode_error *error
) {
    memset(error, 0, sizeof *error);
    ff_coefficients *jpeg = calloc(1, sizeof(ff_coefficients));
    if (jpeg == NULL) {
        ff_fail(error, FF_OUT_OF_MEMORY, "out of memory");
        return NULL;
    }
    struct jpeg_decompress_struct *source = &jpeg->source;
    ff_jpeg_catch(&jpeg->errors, error);
    jpeg->errors.scan_count_max = limits->scan_count_max;
    source->err = &jpeg->errors.base;
    if (setjmp(jpeg->errors.place) != 0) return refuse(jpeg);
    jpeg_create_decompress(source);
    // Without a backing store libjpeg refuses what is larger.
    source->mem->max_memory_to_use = (long)limits->memory_max;
    jpeg_mem_src(source, bytes, count);
    jpeg_save_markers(source, JPEG_APP0 + 2, 0xFFFF);
    jpeg_read_header(source, TRUE);
    jpeg->info.color = color_of(source);
    if (!ff_size_allowed(source->image_width, source->image_height, limits, error)) return refuse(jpeg);
    if (jpeg->info.color == FF_JPEG_OTHER) {
        ff_fail(error, FF_UNSUPPORTED, "not gray, YCbCr or RGB");
        return refuse(jpeg);
    }
    ff_jpeg_keep_tables(jpeg);
    read_coefficients(jpeg);
    JOCTET *profile = NULL;
    if (jpeg_read_icc_profile(source, &profile, &jpeg->profile_count)) jpeg->profile = profile;
    if (describe(jpeg) != 0) {
        ff_fail(error, FF_DAMAGED, "a component without quantization table");
        return refuse(jpeg);
    }
    if (!has_sound_means(jpeg)) {
        ff_fail(error, FF_DAMAGED, "a block's mean is out of range");
        return refuse(jpeg);
    }
    // It is the caller's.
    jpeg->errors.error = NULL;
    return jpeg;
}

const ff_coefficients_info *ff_coefficients_describe(const ff_coefficients *jpeg) { return &jpeg->info; }

const uint8_t *ff_coefficients_profile(const ff_coefficients *jpeg, size_t *count) {
    *count = jpeg->profile == NULL ? 0 : jpeg->profile_count;
    return jpeg->profile;
}

const int16_t *ff_coefficients_block(ff_coefficients *jpeg, int component, int column, int row) {
    if (component < 0 || component >= jpeg->info.component_count) return NULL;
    const ff_coefficients_component *known = &jpeg->info.components[component];
    if (column < 0 || row < 0 || column >= known->width_in_blocks || row >= known->height_in_blocks) return NULL;
    return ff_jpeg_row(jpeg, component, row, FALSE)[column];
}
