// SPDX-License-Identifier: Apache-2.0
//
// ICC profiles over lcms2: samples of one layout to 8-bit sRGB and, for gray and RGB, back.
//
// Relative colorimetric for gray and RGB, perceptual for CMYK, no black-point compensation. A converter keeps what it
// has prepared, so that one thread at a time may use it.
#ifndef FACEFLEET_DECODE_COLOR_H
#define FACEFLEET_DECODE_COLOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct ff_color_converter ff_color_converter;

/// Null when the profile is damaged, is not for `color` (FF_GRAY to FF_CMYK), or memory is short.
ff_color_converter *ff_color_open(const uint8_t *profile, size_t count, int color);

/// Whether converting changes no 8-bit sample by more than 1.
bool ff_color_equals_srgb(const ff_color_converter *converter);

/// Gives red, green and blue; alpha is passed over. False when memory is short.
bool ff_color_to_srgb(ff_color_converter *converter, const void *samples, int bytes_per_sample, uint8_t *rgb,
                      size_t pixel_count);

/// Gives gray or red, green and blue without alpha; false for CMYK and for profiles that lead one way only.
bool ff_color_from_srgb(ff_color_converter *converter, const uint8_t *rgb, void *samples, int bytes_per_sample,
                        size_t pixel_count);

void ff_color_close(ff_color_converter *converter);

/// Makes a profile with the primaries that a HEIC or AVIF file names by number (ITU-T H.273, table 2): 9 BT.2020,
/// 12 Display P3, both with the sRGB curve. Null for other numbers; the caller frees it.
uint8_t *ff_color_create_profile(int primaries, size_t *count);

#endif
