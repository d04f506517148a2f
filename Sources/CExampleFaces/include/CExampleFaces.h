// SPDX-License-Identifier: Apache-2.0
// Two of the synthetic example faces, inside the program: a worker shows with them that it works.

#ifndef FACEFLEET_EXAMPLE_FACES_H
#define FACEFLEET_EXAMPLE_FACES_H

#include <stddef.h>

/// The bytes of a file.
typedef struct {
    const unsigned char *_Nonnull bytes;
    size_t size;
} facefleet_example_face;

/// A PNG of 768 by 768 pixels with one face.
facefleet_example_face facefleet_example_source(void);

/// Another one, of another person.
facefleet_example_face facefleet_example_target(void);

#endif
