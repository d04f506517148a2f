// SPDX-License-Identifier: Apache-2.0

// libjpeg's destination in memory.

#include <stdlib.h>

#include "jpeg_internal.h"

#include <jerror.h>

static void begin(j_compress_ptr output) {
    ff_jpeg_sink *sink = (ff_jpeg_sink *)output->dest;
    sink->manager.next_output_byte = sink->bytes;
    sink->manager.free_in_buffer = sink->capacity;
}

// Called when the buffer is full, whatever free_in_buffer says.
static boolean grow(j_compress_ptr output) {
    ff_jpeg_sink *sink = (ff_jpeg_sink *)output->dest;
    size_t larger = sink->capacity + sink->capacity / 2;
    uint8_t *bytes = realloc(sink->bytes, larger);
    if (bytes == NULL) {
        output->err->msg_code = JERR_OUT_OF_MEMORY;
        output->err->error_exit((j_common_ptr)output);
    }
    sink->bytes = bytes;
    sink->manager.next_output_byte = bytes + sink->capacity;
    sink->manager.free_in_buffer = larger - sink->capacity;
    sink->capacity = larger;
    return TRUE;
}

static void end(j_compress_ptr output) {
    ff_jpeg_sink *sink = (ff_jpeg_sink *)output->dest;
    sink->count = sink->capacity - sink->manager.free_in_buffer;
}

int ff_jpeg_sink_open(ff_jpeg_sink *sink, size_t capacity) {
    sink->capacity = capacity < 4096 ? 4096 : capacity;
    sink->count = 0;
    sink->bytes = malloc(sink->capacity);
    sink->manager.init_destination = begin;
    sink->manager.empty_output_buffer = grow;
    sink->manager.term_destination = end;
    return sink->bytes == NULL ? -1 : 0;
}
