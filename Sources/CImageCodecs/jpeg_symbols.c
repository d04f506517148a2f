// SPDX-License-Identifier: Apache-2.0

// Whether the file's own Huffman tables can code the changed blocks. libjpeg-turbo writes nothing at all for a symbol
// without a code, which breaks the file, so this has to be known beforehand.

#include <stdlib.h>
#include <string.h>

#include "jpeg_internal.h"

// Coefficients in the order of coding (ITU-T T.81, figure A.6), by their place in natural order.
static const uint8_t zigzag[64] = {
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48,
    41, 34, 27, 20, 13, 6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23,
    30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
};

static int bit_count(int value) {
    const unsigned int magnitude = value < 0 ? (unsigned int)-value : (unsigned int)value;
    return magnitude == 0 ? 0 : 32 - __builtin_clz(magnitude);
}

void ff_jpeg_keep_tables(ff_coefficients *jpeg) {
    const struct jpeg_decompress_struct *source = &jpeg->source;
    jpeg->has_tables = !source->progressive_mode && !source->arith_code;
    jpeg->has_tables &= source->comps_in_scan == source->num_components;
    for (int i = 0; i < source->num_components && jpeg->has_tables; i++) {
        const jpeg_component_info *component = &source->comp_info[i];
        const JHUFF_TBL *dc = source->dc_huff_tbl_ptrs[component->dc_tbl_no & (NUM_HUFF_TBLS - 1)];
        const JHUFF_TBL *ac = source->ac_huff_tbl_ptrs[component->ac_tbl_no & (NUM_HUFF_TBLS - 1)];
        if (dc == NULL || ac == NULL) {
            jpeg->has_tables = 0;
            return;
        }
        jpeg->dc_tables[i] = *dc;
        jpeg->ac_tables[i] = *ac;
    }
}

static void note_coefficients(const int16_t *coefficients, uint8_t needed[256]) {
    int run = 0;
    for (int k = 1; k < 64; k++) {
        const int value = coefficients[zigzag[k]];
        if (value == 0) {
            run++;
            continue;
        }
        for (; run > 15; run -= 16) needed[0xF0] = 1;
        needed[run << 4 | bit_count(value)] = 1;
        run = 0;
    }
    if (run > 0) needed[0] = 1;
}

void ff_jpeg_note_block(ff_coefficients *jpeg, int component, int mcu_row, const int16_t *coefficients) {
    note_coefficients(coefficients, jpeg->ac_needed[component]);
    if (jpeg->changed_end == 0 || mcu_row < jpeg->changed_begin) jpeg->changed_begin = mcu_row;
    if (mcu_row >= jpeg->changed_end) jpeg->changed_end = mcu_row + 1;
}

static int has_symbols(const JHUFF_TBL *table, const uint8_t needed[256]) {
    uint8_t present[256] = {0};
    int count = 0;
    for (int i = 1; i <= 16; i++) count += table->bits[i];
    for (int i = 0; i < count && i < 256; i++) present[table->huffval[i]] = 1;
    for (int i = 0; i < 256; i++) {
        if (needed[i] && !present[i]) return 0;
    }
    return 1;
}

// Whether a table of AC symbols has all that 8-bit samples can need, and nothing larger.
static int is_complete(const JHUFF_TBL *table) {
    int count = 0, sound = 0;
    for (int i = 1; i <= 16; i++) count += table->bits[i];
    for (int i = 0; i < count && i < 256; i++) {
        const int symbol = table->huffval[i], size = symbol & 15;
        if (size > 10) return 0;
        sound += size > 0 || symbol == 0 || symbol == 0xF0;
    }
    // Sixteen runs of ten sizes, the end of a block and sixteen zeros.
    return sound == 162;
}

// Damaged data can place a coefficient where its own code does not lead: the decoder moves what lies past the block's
// end onto its last place. So every block is looked at where the table does not have everything.
static void note_all_blocks(ff_coefficients *jpeg, int component, uint8_t needed[256]) {
    const ff_coefficients_component *known = &jpeg->info.components[component];
    for (int row = 0; row < known->height_in_blocks; row++) {
        const JBLOCKROW blocks = ff_jpeg_row(jpeg, component, row, FALSE);
        for (int column = 0; column < known->width_in_blocks; column++) note_coefficients(blocks[column], needed);
    }
}

// Notes the categories of DC differences in the changed MCU rows and of the first one after them. After a restart the
// difference is the coefficient itself.
static void note_differences(ff_coefficients *jpeg, int component, uint8_t needed[256]) {
    const jpeg_component_info *known = &jpeg->source.comp_info[component];
    // A scan of one component has its blocks row by row.
    const int single = jpeg->info.component_count == 1;
    const int h = single ? 1 : known->h_samp_factor, v = single ? 1 : known->v_samp_factor;
    const int columns = jpeg->info.components[component].width_in_blocks;
    const int rows = jpeg->info.components[component].height_in_blocks;
    // The row before the changed ones ends with the value that they begin from.
    const int first = jpeg->changed_begin > 0 ? jpeg->changed_begin - 1 : 0;
    int last = 0;
    for (int mcu_row = first; mcu_row <= jpeg->changed_end && mcu_row * v < rows; mcu_row++) {
        const int height = rows - mcu_row * v < v ? rows - mcu_row * v : v;
        JBLOCKROW lines[MAX_SAMP_FACTOR];
        for (int k = 0; k < height; k++) lines[k] = ff_jpeg_row(jpeg, component, mcu_row * v + k, FALSE);
        for (int left = 0; left < columns; left += h) {
            for (int k = 0; k < height; k++) {
                for (int i = left; i < left + h && i < columns; i++) {
                    const int value = lines[k][i][0];
                    needed[bit_count(value - last) & 255] = 1;
                    if (jpeg->source.restart_interval > 0) needed[bit_count(value) & 255] = 1;
                    last = value;
                }
            }
        }
    }
}

int ff_jpeg_tables_suffice(ff_coefficients *jpeg) {
    if (!jpeg->has_tables || jpeg->source.input_scan_number > 1) return 0;
    for (int i = 0; i < jpeg->info.component_count; i++) {
        uint8_t needed[256] = {0};
        if (!is_complete(&jpeg->ac_tables[i])) note_all_blocks(jpeg, i, jpeg->ac_needed[i]);
        // The blocks that fill up an MCU at the border repeat the last value.
        needed[0] = 1;
        note_differences(jpeg, i, needed);
        if (!has_symbols(&jpeg->dc_tables[i], needed)) return 0;
        jpeg->ac_needed[i][0] = 1;
        if (!has_symbols(&jpeg->ac_tables[i], jpeg->ac_needed[i])) return 0;
    }
    return 1;
}
