// SPDX-License-Identifier: Apache-2.0
#include "library_versions.h"

#include <stdio.h>

#include <jpeglib.h>
#include <lcms2.h>
#include <libheif/heif.h>
#include <png.h>
#include <webp/decode.h>

#define TEXT_OF(x) #x
#define VALUE_TEXT_OF(x) TEXT_OF(x)

const char *ff_jpeg_version(void) {
    // libjpeg has no function that tells its version.
#ifdef LIBJPEG_TURBO_VERSION
    return VALUE_TEXT_OF(LIBJPEG_TURBO_VERSION);
#else
    return VALUE_TEXT_OF(JPEG_LIB_VERSION);
#endif
}

const char *ff_png_version(void) { return png_get_libpng_ver(NULL); }

const char *ff_heif_version(void) { return heif_get_version(); }

int ff_webp_version(void) { return WebPGetDecoderVersion(); }

int ff_lcms_version(void) { return cmsGetEncodedCMMversion(); }

int ff_heif_reads_heic(void) { return heif_have_decoder_for_format(heif_compression_HEVC); }

int ff_heif_reads_avif(void) { return heif_have_decoder_for_format(heif_compression_AV1); }
