// SPDX-License-Identifier: Apache-2.0
#include "decode_color.h"

#include <stdlib.h>

#include <lcms2.h>

#include "decode.h"

struct ff_color_converter {
    /// By bytes in a sample, less 1.
    cmsHTRANSFORM to_srgb[2];
    cmsHTRANSFORM from_srgb[2];
    int color;
    bool equals_srgb;
};

/// One cached pixel in a transform would be written by all threads.
static const cmsUInt32Number flags = cmsFLAGS_NOCACHE;

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

/// Tries every gray or a grid of colours; alpha, where the layout has it, follows each pixel.
static bool changes_nothing(const ff_color_converter *converter) {
    bool is_gray = converter->color == FF_GRAY || converter->color == FF_GRAY_ALPHA;
    int total = is_gray ? 256 : 16 * 16 * 16;
    for (int index = 0; index < total; index++) {
        uint8_t expected[3];
        for (int channel = 0; channel < 3; channel++) {
            expected[channel] = (uint8_t)(is_gray ? index : (index >> (4 * channel) & 15) * 17);
        }
        uint8_t stored[4] = {expected[0], is_gray ? 255 : expected[1], expected[2], 255};
        uint8_t rgb[3];
        cmsDoTransform(converter->to_srgb[0], stored, rgb, 1);
        for (int channel = 0; channel < 3; channel++) {
            if (abs(rgb[channel] - expected[channel]) > 1) return false;
        }
    }
    return true;
}

static void create_transforms(ff_color_converter *converter, cmsHPROFILE profile, cmsHPROFILE srgb) {
    int color = converter->color;
    cmsUInt32Number intent = color == FF_CMYK ? INTENT_PERCEPTUAL : INTENT_RELATIVE_COLORIMETRIC;
    // The way back writes no alpha.
    int back = color == FF_GRAY || color == FF_GRAY_ALPHA ? FF_GRAY : FF_RGB;
    for (int width = 1; width <= 2; width++) {
        converter->to_srgb[width - 1] =
            cmsCreateTransform(profile, stored_type(color, width), srgb, TYPE_RGB_8, intent, flags);
        if (color == FF_CMYK) continue;
        converter->from_srgb[width - 1] =
            cmsCreateTransform(srgb, TYPE_RGB_8, profile, stored_type(back, width), intent, flags);
    }
}

ff_color_converter *ff_color_open(const uint8_t *bytes, size_t count, int color) {
    ff_color_converter *converter = calloc(1, sizeof *converter);
    cmsHPROFILE profile = cmsOpenProfileFromMem(bytes, (cmsUInt32Number)count);
    cmsHPROFILE srgb = cmsCreate_sRGBProfile();
    if (converter && profile && srgb && is_for(profile, color)) {
        converter->color = color;
        create_transforms(converter, profile, srgb);
    }
    if (profile) cmsCloseProfile(profile);
    if (srgb) cmsCloseProfile(srgb);
    if (!converter || !converter->to_srgb[0] || !converter->to_srgb[1]) {
        ff_color_close(converter);
        return NULL;
    }
    converter->equals_srgb = color != FF_CMYK && changes_nothing(converter);
    return converter;
}

bool ff_color_equals_srgb(const ff_color_converter *converter) { return converter->equals_srgb; }

void ff_color_to_srgb(const ff_color_converter *converter, const void *samples, int bytes_per_sample, uint8_t *rgb,
                      size_t pixel_count) {
    cmsDoTransform(converter->to_srgb[bytes_per_sample - 1], samples, rgb, (cmsUInt32Number)pixel_count);
}

bool ff_color_from_srgb(const ff_color_converter *converter, const uint8_t *rgb, void *samples, int bytes_per_sample,
                        size_t pixel_count) {
    cmsHTRANSFORM transform = converter->from_srgb[bytes_per_sample - 1];
    if (transform) cmsDoTransform(transform, rgb, samples, (cmsUInt32Number)pixel_count);
    return transform != NULL;
}

void ff_color_close(ff_color_converter *converter) {
    if (!converter) return;
    for (int index = 0; index < 2; index++) {
        if (converter->to_srgb[index]) cmsDeleteTransform(converter->to_srgb[index]);
        if (converter->from_srgb[index]) cmsDeleteTransform(converter->from_srgb[index]);
    }
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
