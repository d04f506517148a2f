// SPDX-License-Identifier: Apache-2.0

// Writing coefficients back as a file.

#include <stdlib.h>
#include <string.h>

#include "jpeg_internal.h"

// TIFF 6.0 header and one directory with one entry: tag 0x0112 (orientation), type 3 (short), count 1.
static void write_orientation(struct jpeg_compress_struct *output, int orientation) {
    const JOCTET exif[] = {
        'E', 'x', 'i', 'f', 0, 0,                                     //
        'M', 'M', 0, 42, 0, 0, 0, 8,                                  //
        0, 1,                                                         //
        0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (JOCTET)orientation, 0, 0,   //
        0, 0, 0, 0,
    };
    jpeg_write_marker(output, JPEG_APP0 + 1, exif, sizeof exif);
}

// The file's own Huffman tables: coding then needs one pass, and untouched rows come out as they went in.
static void use_tables(const ff_coefficients *jpeg, struct jpeg_compress_struct *output) {
    for (int i = 0; i < jpeg->info.component_count; i++) {
        const jpeg_component_info *component = &jpeg->source.comp_info[i];
        const int numbers[2] = {component->dc_tbl_no, component->ac_tbl_no};
        const JHUFF_TBL *const from[2] = {&jpeg->dc_tables[i], &jpeg->ac_tables[i]};
        JHUFF_TBL **const to[2] = {
            &output->dc_huff_tbl_ptrs[numbers[0]], &output->ac_huff_tbl_ptrs[numbers[1]],
        };
        for (int k = 0; k < 2; k++) {
            if (*to[k] == NULL) *to[k] = jpeg_alloc_huff_table((j_common_ptr)output);
            memcpy((*to[k])->bits, from[k]->bits, sizeof from[k]->bits);
            memcpy((*to[k])->huffval, from[k]->huffval, sizeof from[k]->huffval);
            (*to[k])->sent_table = FALSE;
        }
        output->comp_info[i].dc_tbl_no = numbers[0];
        output->comp_info[i].ac_tbl_no = numbers[1];
    }
}

static void configure(ff_coefficients *jpeg, struct jpeg_compress_struct *output) {
    struct jpeg_decompress_struct *source = &jpeg->source;
    jpeg_copy_critical_parameters(source, output);
    output->restart_interval = source->restart_interval;
    if (source->progressive_mode) {
        jpeg_simple_progression(output);
    } else if (ff_jpeg_tables_suffice(jpeg)) {
        use_tables(jpeg, output);
    } else {
        output->optimize_coding = TRUE;
    }
    output->arith_code = FALSE;
}

static int write_file(
    ff_coefficients *jpeg, int orientation, int keep_profile, ff_jpeg_sink *sink, ff_jpeg_errors *errors
) {
    struct jpeg_compress_struct output;
    memset(&output, 0, sizeof output);
    output.err = &errors->base;
    // Reading virtual arrays reports through the source's handler, so that one must return here as well.
    jpeg->source.err = &errors->base;
    if (setjmp(errors->place) != 0) {
        jpeg_destroy_compress(&output);
        jpeg->source.err = &jpeg->errors.base;
        return -1;
    }
    jpeg_create_compress(&output);
    output.dest = &sink->manager;
    configure(jpeg, &output);
    jpeg_write_coefficients(&output, jpeg->arrays);
    if (orientation > 1) write_orientation(&output, orientation);
    if (keep_profile && jpeg->profile != NULL)
        jpeg_write_icc_profile(&output, jpeg->profile, jpeg->profile_count);
    jpeg_finish_compress(&output);
    jpeg_destroy_compress(&output);
    jpeg->source.err = &jpeg->errors.base;
    return 0;
}

uint8_t *ff_coefficients_write(
    ff_coefficients *jpeg, int orientation, int keep_profile, size_t capacity, size_t *count, ff_decode_error *error
) {
    *count = 0;
    memset(error, 0, sizeof *error);
    ff_jpeg_errors errors;
    ff_jpeg_catch(&errors, error);
    ff_jpeg_sink sink;
    if (ff_jpeg_sink_open(&sink, capacity) != 0) {
        ff_fail(error, FF_OUT_OF_MEMORY, "out of memory");
        return NULL;
    }
    if (write_file(jpeg, orientation, keep_profile, &sink, &errors) != 0) {
        free(sink.bytes);
        return NULL;
    }
    *count = sink.count;
    return sink.bytes;
}
