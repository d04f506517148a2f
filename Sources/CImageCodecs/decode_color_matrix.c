// SPDX-License-Identifier: Apache-2.0
#include "decode_color_matrix.h"

#include <math.h>
#include <stdlib.h>

enum {
    /// Steps of light between black and white. The steepest part of the sRGB curve rises by 0.2 of a byte a step.
    light_count = 16384,
    /// Steps of a 16-bit sample on the way in; between two of them the curve is taken for straight.
    word_step_count = 4096,
};

struct ff_color_matrix {
    float to_srgb[9];
    float from_srgb[9];
    /// Sample to light, for each channel: bytes, then 16-bit samples in steps.
    float byte_to_light[3][256];
    float word_to_light[3][word_step_count + 1];
    float srgb_to_light[256];
    /// Light to sample, 16 bits; one more entry to go straight to the next.
    uint16_t light_to_word[3][light_count + 2];
    uint8_t light_to_srgb[light_count + 1];
};

static bool read_columns(cmsHPROFILE profile, double matrix[9]) {
    static const cmsTagSignature tags[] = {cmsSigRedColorantTag, cmsSigGreenColorantTag, cmsSigBlueColorantTag};
    for (int column = 0; column < 3; column++) {
        const cmsCIEXYZ *color = cmsReadTag(profile, tags[column]);
        if (!color || !isfinite(color->X) || !isfinite(color->Y) || !isfinite(color->Z)) return false;
        matrix[column] = color->X;
        matrix[3 + column] = color->Y;
        matrix[6 + column] = color->Z;
    }
    return true;
}

static bool invert(const double m[9], double result[9]) {
    double cofactors[9];
    for (int row = 0; row < 3; row++) {
        for (int column = 0; column < 3; column++) {
            int r1 = (row + 1) % 3, r2 = (row + 2) % 3, c1 = (column + 1) % 3, c2 = (column + 2) % 3;
            cofactors[column * 3 + row] = m[r1 * 3 + c1] * m[r2 * 3 + c2] - m[r1 * 3 + c2] * m[r2 * 3 + c1];
        }
    }
    double determinant = m[0] * cofactors[0] + m[1] * cofactors[3] + m[2] * cofactors[6];
    // The primaries of real profiles span about 0.3; a ten-thousandth of it is a plane.
    if (!(fabs(determinant) > 1e-5)) return false;
    for (int index = 0; index < 9; index++) result[index] = cofactors[index] / determinant;
    return true;
}

static void multiply(const double a[9], const double b[9], float result[9]) {
    for (int row = 0; row < 3; row++) {
        for (int column = 0; column < 3; column++) {
            double sum = 0;
            for (int index = 0; index < 3; index++) sum += a[row * 3 + index] * b[index * 3 + column];
            result[row * 3 + column] = (float)sum;
        }
    }
}

static bool read_matrices(ff_color_matrix *matrix, cmsHPROFILE profile, cmsHPROFILE srgb) {
    double stored[9], standard[9], stored_inverse[9], standard_inverse[9];
    if (!read_columns(profile, stored) || !read_columns(srgb, standard)) return false;
    if (!invert(stored, stored_inverse) || !invert(standard, standard_inverse)) return false;
    multiply(standard_inverse, stored, matrix->to_srgb);
    multiply(stored_inverse, standard, matrix->from_srgb);
    return true;
}

static float clamped(float value) {
    // Written so that a value that is no number becomes 0.
    return value > 0 ? (value < 1 ? value : 1) : 0;
}

/// Fills the tables of one channel; false when its curve cannot be turned round.
static bool read_curve(ff_color_matrix *matrix, int channel, const cmsToneCurve *curve) {
    for (int index = 0; index < 256; index++) {
        matrix->byte_to_light[channel][index] = clamped(cmsEvalToneCurveFloat(curve, (float)index / 255));
    }
    for (int index = 0; index <= word_step_count; index++) {
        float value = (float)index / word_step_count;
        matrix->word_to_light[channel][index] = clamped(cmsEvalToneCurveFloat(curve, value));
    }
    cmsToneCurve *reverse = cmsReverseToneCurve(curve);
    if (!reverse) return false;
    for (int index = 0; index < light_count + 2; index++) {
        float value = clamped(cmsEvalToneCurveFloat(reverse, clamped((float)index / light_count)));
        matrix->light_to_word[channel][index] = (uint16_t)(value * 65535 + 0.5f);
    }
    cmsFreeToneCurve(reverse);
    return true;
}

static bool read_curves(ff_color_matrix *matrix, cmsHPROFILE profile, cmsHPROFILE srgb) {
    static const cmsTagSignature tags[] = {cmsSigRedTRCTag, cmsSigGreenTRCTag, cmsSigBlueTRCTag};
    for (int channel = 0; channel < 3; channel++) {
        const cmsToneCurve *curve = cmsReadTag(profile, tags[channel]);
        if (!curve || !read_curve(matrix, channel, curve)) return false;
    }
    const cmsToneCurve *standard = cmsReadTag(srgb, cmsSigRedTRCTag);
    cmsToneCurve *reverse = standard ? cmsReverseToneCurve(standard) : NULL;
    if (!reverse) return false;
    for (int index = 0; index < 256; index++) {
        matrix->srgb_to_light[index] = clamped(cmsEvalToneCurveFloat(standard, (float)index / 255));
    }
    for (int index = 0; index <= light_count; index++) {
        float value = clamped(cmsEvalToneCurveFloat(reverse, (float)index / light_count));
        matrix->light_to_srgb[index] = (uint8_t)(value * 255 + 0.5f);
    }
    cmsFreeToneCurve(reverse);
    return true;
}

ff_color_matrix *ff_color_matrix_open(cmsHPROFILE profile, cmsHPROFILE srgb) {
    // A profile with tables as well means them, not its matrix.
    if (!cmsIsMatrixShaper(profile) || cmsIsCLUT(profile, INTENT_RELATIVE_COLORIMETRIC, LCMS_USED_AS_INPUT) ||
        cmsGetColorSpace(profile) != cmsSigRgbData || cmsGetPCS(profile) != cmsSigXYZData) {
        return NULL;
    }
    ff_color_matrix *matrix = malloc(sizeof *matrix);
    if (!matrix) return NULL;
    if (!read_matrices(matrix, profile, srgb) || !read_curves(matrix, profile, srgb)) {
        free(matrix);
        return NULL;
    }
    return matrix;
}

static float row_of(const float matrix[9], int row, const float light[3]) {
    return clamped(matrix[row * 3] * light[0] + matrix[row * 3 + 1] * light[1] + matrix[row * 3 + 2] * light[2]);
}

static float light_of_word(const ff_color_matrix *matrix, int channel, uint16_t word) {
    float place = (float)word * ((float)word_step_count / 65535);
    int step = (int)place;
    if (step >= word_step_count) return matrix->word_to_light[channel][word_step_count];
    float low = matrix->word_to_light[channel][step];
    return low + (matrix->word_to_light[channel][step + 1] - low) * (place - (float)step);
}

void ff_color_matrix_to_srgb(const ff_color_matrix *matrix, const void *samples, int bytes_per_sample,
                             int channel_count, uint8_t *rgb, size_t pixel_count) {
    const uint8_t *bytes = samples;
    const uint16_t *words = samples;
    for (size_t pixel = 0; pixel < pixel_count; pixel++, rgb += 3) {
        float light[3];
        size_t start = pixel * (size_t)channel_count;
        for (int channel = 0; channel < 3; channel++) {
            light[channel] = bytes_per_sample == 1 ? matrix->byte_to_light[channel][bytes[start + (size_t)channel]]
                                                   : light_of_word(matrix, channel, words[start + (size_t)channel]);
        }
        for (int row = 0; row < 3; row++) {
            rgb[row] = matrix->light_to_srgb[(int)(row_of(matrix->to_srgb, row, light) * light_count + 0.5f)];
        }
    }
}

void ff_color_matrix_from_srgb(const ff_color_matrix *matrix, const uint8_t *rgb, void *samples,
                               int bytes_per_sample, size_t pixel_count) {
    uint8_t *bytes = samples;
    uint16_t *words = samples;
    for (size_t pixel = 0; pixel < pixel_count; pixel++, rgb += 3) {
        float light[3];
        for (int channel = 0; channel < 3; channel++) light[channel] = matrix->srgb_to_light[rgb[channel]];
        for (int row = 0; row < 3; row++) {
            float place = row_of(matrix->from_srgb, row, light) * light_count;
            int step = (int)place;
            float low = matrix->light_to_word[row][step];
            float value = low + ((float)matrix->light_to_word[row][step + 1] - low) * (place - (float)step);
            if (bytes_per_sample == 1) {
                bytes[pixel * 3 + (size_t)row] = (uint8_t)(value * (255.0f / 65535) + 0.5f);
            } else {
                words[pixel * 3 + (size_t)row] = (uint16_t)(value + 0.5f);
            }
        }
    }
}

void ff_color_matrix_close(ff_color_matrix *matrix) { free(matrix); }
