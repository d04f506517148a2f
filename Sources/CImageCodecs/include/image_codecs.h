// SPDX-License-Identifier: Apache-2.0
#ifndef FACEFLEET_IMAGE_CODECS_H
#define FACEFLEET_IMAGE_CODECS_H

#include "decode.h"
#include "encode.h"
#include "jpeg_coefficients.h"
#include "decode_color.h"
#include "library_versions.h"

#endif
