// SPDX-License-Identifier: Apache-2.0
#include "decode_color.h"

#include <stdlib.h>

#include <lcms2.h>

#include "decode.h"
#include "decode_color_matrix.h"

struct ff_color_converter {
    cmsHPROFILE profile;
    cmsHPROFILE srgb;
    /// Set for RGB profiles of curves and a matrix; the transforms stay unused then.
    ff_color_matrix *matrix;
    /// By bytes in a sample, less 1; made when they are first wanted, which takes up to 50 ms each.
    cmsHTRANSFORM to_srgb[2];
    cmsHTRANSFORM from_srgb[2];
    int color;
    bool equals_srgb;
};

static cmsUInt32Number stored_type(int color, int bytes_per_sample) {
    switch (color) {
    case FF_GRAY: return bytes_per_sample == 2 ? TYPE_GRAY_16 : TYPE_GRAY_8;
    case FF_GRAY_ALPHA: return bytes_per_sample == 2 ? TYPE_GRAYA_16 : TYPE_GRAYA_8;
    case FF_RGB: return bytes_per_sample == 2 ? TYPE_RGB_16 : TYPE_RGB_8;
    case FF_RGBA: return bytes_per_sample == 2 ? TYPE_RGBA_16 : TYPE_RGBA_8;
    default: return bytes_per_sample == 2 ? TYPE_CMYK_16 : TYPE_CMYK_8;
    }
}

static bool is_for(cmsHPROFILE profile, int color) {
    cmsProfileClassSignature class = cmsGetDeviceClass(profile);
    if (class != cmsSigInputClass && class != cmsSigDisplayClass && class != cmsSigOutputClass &&
        class != cmsSigColorSpaceClass) {
        return false;
    }
    cmsColorSpaceSignature space = cmsGetColorSpace(profile);
    if (color == FF_CMYK) return space == cmsSigCmykData;
    return space == (color == FF_GRAY || color == FF_GRAY_ALPHA ? cmsSigGrayData : cmsSigRgbData);
}

static cmsUInt32Number intent_of(const ff_color_converter *converter) {
    return converter->color == FF_CMYK ? INTENT_PERCEPTUAL : INTENT_RELATIVE_COLORIMETRIC;
}

bool ff_color_to_srgb(ff_color_converter *converter, const void *samples, int bytes_per_sample, uint8_t *rgb,
                      size_t pixel_count) {
    if (converter->matrix) {
        int channel_count = converter->color == FF_RGBA ? 4 : 3;
        ff_color_matrix_to_srgb(converter->matrix, samples, bytes_per_sample, channel_count, rgb, pixel_count);
        return true;
    }
    cmsHTRANSFORM *transform = &converter->to_srgb[bytes_per_sample - 1];
    if (!*transform) {
        *transform = cmsCreateTransform(converter->profile, stored_type(converter->color, bytes_per_sample),
                                        converter->srgb, TYPE_RGB_8, intent_of(converter), cmsFLAGS_NOCACHE);
    }
    if (*transform) cmsDoTransform(*transform, samples, rgb, (cmsUInt32Number)pixel_count);
    return *transform != NULL;
}

bool ff_color_from_srgb(ff_color_converter *converter, const uint8_t *rgb, void *samples, int bytes_per_sample,
                        size_t pixel_count) {
    if (converter->color == FF_CMYK) return false;
    if (converter->matrix) {
        ff_color_matrix_from_srgb(converter->matrix, rgb, samples, bytes_per_sample, pixel_count);
        return true;
    }
    cmsHTRANSFORM *transform = &converter->from_srgb[bytes_per_sample - 1];
    if (!*transform) {
        // The way back writes no alpha.
        bool is_gray = converter->color == FF_GRAY || converter->color == FF_GRAY_ALPHA;
        cmsUInt32Number type = stored_type(is_gray ? FF_GRAY : FF_RGB, bytes_per_sample);
        *transform = cmsCreateTransform(converter->srgb, TYPE_RGB_8, converter->profile, type, intent_of(converter),
                                        cmsFLAGS_NOCACHE);
    }
    if (*transform) cmsDoTransform(*transform, rgb, samples, (cmsUInt32Number)pixel_count);
    return *transform != NULL;
}

/// Tries every gray or a grid of colours; alpha, where the layout has it, follows each pixel.
static bool changes_nothing(ff_color_converter *converter) {
    bool is_gray = converter->color == FF_GRAY || converter->color == FF_GRAY_ALPHA;
    int total = is_gray ? 256 : 16 * 16 * 16;
    for (int index = 0; index < total; index++) {
        uint8_t expected[3];
        for (int channel = 0; channel < 3; channel++) {
            expected[channel] = (uint8_t)(is_gray ? index : (index >> (4 * channel) & 15) * 17);
        }
        uint8_t stored[4] = {expected[0], is_gray ? 255 : expected[1], expected[2], 255};
        uint8_t rgb[3];
        ff_color_to_srgb(converter, stored, 1, rgb, 1);
        for (int channel = 0; channel < 3; channel++) {
            if (abs(rgb[channel] - expected[channel]) > 1) return false;
        }
    }
    return true;
}

static bool color_start(ff_color_converter *converter, const uint8_t *bytes, size_t count) {
    converter->profile = cmsOpenProfileFromMem(bytes, (cmsUInt32Number)count);
    converter->srgb = cmsCreate_sRGBProfile();
    if (!converter->profile || !converter->srgb || !is_for(converter->profile, converter->color)) return false;
    converter->matrix = ff_color_matrix_open(converter->profile, converter->srgb);
    // One pixel tries whether the profile converts at all.
    uint8_t stored[4] = {0};
    uint8_t rgb[3];
    if (!ff_color_to_srgb(converter, stored, 1, rgb, 1)) return false;
    converter->equals_srgb = converter->color != FF_CMYK && changes_nothing(converter);
    return true;
}

ff_color_converter *ff_color_open(const uint8_t *bytes, size_t count, int color) {
    ff_color_converter *converter = calloc(1, sizeof *converter);
    if (!converter) return NULL;
    converter->color = color;
    if (color_start(converter, bytes, count)) return converter;
    ff_color_close(converter);
    return NULL;
}

bool ff_color_equals_srgb(const ff_color_converter *converter) { return converter->equals_srgb; }

void ff_color_close(ff_color_converter *converter) {
    if (!converter) return;
    for (int index = 0; index < 2; index++) {
        if (converter->to_srgb[index]) cmsDeleteTransform(converter->to_srgb[index]);
        if (converter->from_srgb[index]) cmsDeleteTransform(converter->from_srgb[index]);
    }
    if (converter->matrix) ff_color_matrix_close(converter->matrix);
    if (converter->profile) cmsCloseProfile(converter->profile);
    if (converter->srgb) cmsCloseProfile(converter->srgb);
    free(converter);
}

static cmsHPROFILE create_rgb_profile(int primaries) {
    static const cmsCIExyYTRIPLE bt2020 = {{0.708, 0.292, 1}, {0.170, 0.797, 1}, {0.131, 0.046, 1}};
    static const cmsCIExyYTRIPLE p3 = {{0.680, 0.320, 1}, {0.265, 0.690, 1}, {0.150, 0.060, 1}};
    static const cmsCIExyY d65 = {0.3127, 0.3290, 1};
    // IEC 61966-2-1: Y = (aX + b)^g from d on, below cX.
    static const cmsFloat64Number srgb[] = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
    cmsToneCurve *curve = cmsBuildParametricToneCurve(NULL, 4, srgb);
    if (!curve) return NULL;
    cmsToneCurve *curves[] = {curve, curve, curve};
    cmsHPROFILE profile = cmsCreateRGBProfile(&d65, primaries == 9 ? &bt2020 : &p3, curves);
    cmsFreeToneCurve(curve);
    return profile;
}

uint8_t *ff_color_create_profile(int primaries, size_t *count) {
    if (primaries != 9 && primaries != 12) return NULL;
    cmsHPROFILE profile = create_rgb_profile(primaries);
    if (!profile) return NULL;
    uint8_t *bytes = NULL;
    cmsUInt32Number needed = 0;
    if (cmsSaveProfileToMem(profile, NULL, &needed) && needed > 0) bytes = malloc(needed);
    if (bytes && !cmsSaveProfileToMem(profile, bytes, &needed)) {
        free(bytes);
        bytes = NULL;
    }
    cmsCloseProfile(profile);
    *count = needed;
    return bytes;
}
