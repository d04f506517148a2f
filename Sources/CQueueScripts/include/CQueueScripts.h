// SPDX-License-Identifier: Apache-2.0
// The Lua scripts of the queue on Redis, inside the program.

#ifndef FACEFLEET_QUEUE_SCRIPTS_H
#define FACEFLEET_QUEUE_SCRIPTS_H

#include <stddef.h>

/// One script's text, without an end mark.
typedef struct {
    const char *_Nonnull name;
    const unsigned char *_Nonnull bytes;
    size_t size;
} facefleet_queue_script;

/// How many there are.
size_t facefleet_queue_script_count(void);

/// The script at a place, below the count; those named part-… stand before others.
facefleet_queue_script facefleet_queue_script_at(size_t place);

#endif
