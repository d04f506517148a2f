// SPDX-License-Identifier: Apache-2.0
// The files of the web page, inside the program.

#ifndef FACEFLEET_WEB_UI_H
#define FACEFLEET_WEB_UI_H

#include <stddef.h>

/// One file.
typedef struct {
    const char *_Nonnull path;
    const char *_Nonnull media_type;
    const unsigned char *_Nonnull bytes;
    size_t size;
} facefleet_web_file;

/// How many files there are.
size_t facefleet_web_file_count(void);

/// The file at a place, below the count.
facefleet_web_file facefleet_web_file_at(size_t place);

#endif
