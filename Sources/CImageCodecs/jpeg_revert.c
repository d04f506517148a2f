// SPDX-License-Identifier: Apache-2.0

// Taking changes back, so that one reading of a file serves many fusions.

#include <stdlib.h>
#include <string.h>

#include "jpeg_internal.h"

int ff_jpeg_save_block(ff_coefficients *jpeg, int16_t *place) {
    if (jpeg->saved_count == jpeg->saved_capacity) {
        const size_t capacity = jpeg->saved_capacity == 0 ? 256 : 2 * jpeg->saved_capacity;
        ff_jpeg_saved_block *saved = realloc(jpeg->saved, sizeof(ff_jpeg_saved_block) * capacity);
        if (saved == NULL) return -1;
        jpeg->saved = saved;
        jpeg->saved_capacity = capacity;
    }
    ff_jpeg_saved_block *block = &jpeg->saved[jpeg->saved_count++];
    block->place = place;
    memcpy(block->coefficients, place, sizeof block->coefficients);
    return 0;
}

void ff_coefficients_revert(ff_coefficients *jpeg) {
    // Backwards: a block that changed twice ends as it was before the first time.
    while (jpeg->saved_count > 0) {
        const ff_jpeg_saved_block *block = &jpeg->saved[--jpeg->saved_count];
        memcpy(block->place, block->coefficients, sizeof block->coefficients);
    }
    free(jpeg->saved);
    jpeg->saved = NULL;
    jpeg->saved_capacity = 0;
    memset(jpeg->ac_needed, 0, sizeof jpeg->ac_needed);
    jpeg->changed_begin = jpeg->changed_end = 0;
}
