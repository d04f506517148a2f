// SPDX-License-Identifier: Apache-2.0
#ifndef FACEFLEET_LIBRARY_VERSIONS_H
#define FACEFLEET_LIBRARY_VERSIONS_H

// Versions of the libraries as they were loaded, not as they were built against, where the library tells.
const char *ff_jpeg_version(void);
const char *ff_png_version(void);
const char *ff_heif_version(void);
/// Major, minor and patch in the lower three bytes.
int ff_webp_version(void);
/// 2.14 is 2140.
int ff_lcms_version(void);

/// Whether libheif has a decoder for HEVC, which HEIC files use.
int ff_heif_reads_heic(void);
/// Whether libheif has a decoder for AV1, which AVIF files use.
int ff_heif_reads_avif(void);

#endif
