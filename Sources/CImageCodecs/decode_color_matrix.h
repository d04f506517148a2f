// SPDX-License-Identifier: Apache-2.0
//
// RGB profiles that are three curves and a matrix, as nearly all photos carry them: ten times faster than lcms2's
// general way, and without its 2 to 20 ms of preparation.
#ifndef FACEFLEET_DECODE_COLOR_MATRIX_H
#define FACEFLEET_DECODE_COLOR_MATRIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lcms2.h>

typedef struct ff_color_matrix ff_color_matrix;

/// Null when the profile is of another kind or memory is short.
ff_color_matrix *ff_color_matrix_open(cmsHPROFILE profile, cmsHPROFILE srgb);

/// `channel_count` is 3 or 4; a fourth sample is passed over.
void ff_color_matrix_to_srgb(const ff_color_matrix *matrix, const void *samples, int bytes_per_sample,
                             int channel_count, uint8_t *rgb, size_t pixel_count);

void ff_color_matrix_from_srgb(const ff_color_matrix *matrix, const uint8_t *rgb, void *samples,
                               int bytes_per_sample, size_t pixel_count);

void ff_color_matrix_close(ff_color_matrix *matrix);

#endif
