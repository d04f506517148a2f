// SPDX-License-Identifier: Apache-2.0
#ifndef FACEFLEET_STORAGE_SHIM_H
#define FACEFLEET_STORAGE_SHIM_H

#include <stddef.h>
#include <stdint.h>

// CRC32C (Castagnoli, RFC 3720 appendix B.4) of `bytes` continued from `crc`; begin with 0.
uint32_t facefleet_crc32c(uint32_t crc, const void *bytes, size_t length);

// The same by table, on any processor; the reference in the tests.
uint32_t facefleet_crc32c_portable(uint32_t crc, const void *bytes, size_t length);

// What follows returns 0 (or a descriptor, or a count) when it worked, else the negated errno.

// A readable and writable file in `folder` that has no name and is gone when it is closed.
int facefleet_open_unnamed(const char *folder);

// Gives `descriptor` blocks for `length` bytes, so that a full disk is known before anything is written.
int facefleet_preallocate(int descriptor, int64_t length);

// Frees the blocks of a range, which reads as zeros afterwards. Zeros are written where the system cannot punch.
int facefleet_punch_hole(int descriptor, int64_t offset, int64_t length);

// Copies up to `length` bytes between files inside the kernel where it can; 0 at the end of the source.
int64_t facefleet_copy_range(int from, int64_t from_offset, int to, int64_t to_offset, int64_t length);

// Waits until the file's bytes and its size are on the medium.
int facefleet_sync_data(int descriptor);

// Begins to write what the file has in memory, and waits for nothing; does nothing where the system cannot.
int facefleet_begin_writing(int descriptor);

// Waits until a directory's entries are on the medium.
int facefleet_sync_directory(int descriptor);

// The offset of the next bytes at or behind `offset` that are not in a hole; -ENXIO when there are none.
int64_t facefleet_next_data(int descriptor, int64_t offset);

// Gives the exclusive lock back.
int facefleet_unlock(int descriptor);

// Takes the exclusive lock of an open file, without waiting.
int facefleet_lock(int descriptor);

// Milliseconds that pass while the machine runs or is suspended, whoever sets the clock.
int64_t facefleet_steady_milliseconds(void);

// Milliseconds since 1970.
int64_t facefleet_wall_milliseconds(void);

#endif
