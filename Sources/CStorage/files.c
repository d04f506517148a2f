// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "storage_shim.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#define COPY_BUFFER (256 * 1024)

static int outcome(int result) { return result == 0 ? 0 : -errno; }

int facefleet_open_unnamed(const char *folder) {
#ifdef O_TMPFILE
    int descriptor = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor >= 0) return descriptor;
    // Not every file system has it; those that do not say so in these ways.
    if (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT) return -errno;
#endif
    char path[4096];
    int length = snprintf(path, sizeof(path), "%s/.spool-XXXXXX", folder);
    if (length < 0 || (size_t)length >= sizeof(path)) return -ENAMETOOLONG;
    int named = mkstemp(path);
    if (named < 0) return -errno;
    fcntl(named, F_SETFD, FD_CLOEXEC);
    if (unlink(path) == 0) return named;
    int failure = -errno;
    close(named);
    return failure;
}

static int write_all(int descriptor, const char *bytes, size_t length, int64_t offset) {
    while (length > 0) {
        ssize_t written = pwrite(descriptor, bytes, length, offset);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return written == 0 ? -EIO : -errno;
        bytes += written;
        length -= (size_t)written;
        offset += written;
    }
    return 0;
}

#if defined(__linux__)
int facefleet_begin_writing(int descriptor) {
    return outcome(sync_file_range(descriptor, 0, 0, SYNC_FILE_RANGE_WRITE));
}
#else
int facefleet_begin_writing(int descriptor) {
    (void)descriptor;
    return 0;
}
#endif

#if defined(__linux__)
int facefleet_preallocate(int descriptor, int64_t length) { return -posix_fallocate(descriptor, 0, length); }
#else
int facefleet_preallocate(int descriptor, int64_t length) {
    fstore_t request = {F_ALLOCATEALL, F_PEOFPOSMODE, 0, length, 0};
    if (fcntl(descriptor, F_PREALLOCATE, &request) != 0) return -errno;
    return outcome(ftruncate(descriptor, length));
}
#endif

int facefleet_punch_hole(int descriptor, int64_t offset, int64_t length) {
    static const char zeros[65536];
#if defined(__linux__)
    if (fallocate(descriptor, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, length) == 0) return 0;
    if (errno != EOPNOTSUPP && errno != ENOSYS) return -errno;
#endif
    while (length > 0) {
        size_t count = length < (int64_t)sizeof(zeros) ? (size_t)length : sizeof(zeros);
        int failure = write_all(descriptor, zeros, count, offset);
        if (failure != 0) return failure;
        offset += (int64_t)count;
        length -= (int64_t)count;
    }
    return 0;
}

int64_t facefleet_copy_range(int from, int64_t from_offset, int to, int64_t to_offset, int64_t length) {
#if defined(__linux__)
    off64_t source = from_offset, destination = to_offset;
    ssize_t copied = copy_file_range(from, &source, to, &destination, (size_t)length, 0);
    if (copied >= 0) return copied;
    if (errno == EINTR) return facefleet_copy_range(from, from_offset, to, to_offset, length);
    if (errno != EXDEV && errno != ENOSYS && errno != EOPNOTSUPP && errno != EINVAL) return -errno;
#endif
    size_t count = length < COPY_BUFFER ? (size_t)length : COPY_BUFFER;
    char *buffer = malloc(count);
    if (buffer == NULL) return -ENOMEM;
    ssize_t read;
    do {
        read = pread(from, buffer, count, from_offset);
    } while (read < 0 && errno == EINTR);
    int64_t result = read < 0 ? -errno : read;
    if (read > 0) {
        int failure = write_all(to, buffer, (size_t)read, to_offset);
        if (failure != 0) result = failure;
    }
    free(buffer);
    return result;
}

int facefleet_sync_data(int descriptor) {
#if defined(__APPLE__)
    // fsync alone leaves the bytes in the drive's cache there.
    if (fcntl(descriptor, F_FULLFSYNC) == 0) return 0;
    return outcome(fsync(descriptor));
#else
    return outcome(fdatasync(descriptor));
#endif
}

int facefleet_sync_directory(int descriptor) { return outcome(fsync(descriptor)); }

int64_t facefleet_next_data(int descriptor, int64_t offset) {
#if defined(SEEK_DATA)
    off_t found = lseek(descriptor, offset, SEEK_DATA);
    if (found >= 0) return found;
    if (errno != EINVAL && errno != EOPNOTSUPP) return -errno;
#endif
    off_t size = lseek(descriptor, 0, SEEK_END);
    if (size < 0) return -errno;
    return offset < size ? offset : -ENXIO;
}

int facefleet_unlock(int descriptor) { return outcome(flock(descriptor, LOCK_UN)); }

int facefleet_lock(int descriptor) { return outcome(flock(descriptor, LOCK_EX | LOCK_NB)); }

static int64_t milliseconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t facefleet_steady_milliseconds(void) {
#if defined(__linux__)
    return milliseconds(CLOCK_BOOTTIME);
#else
    return milliseconds(CLOCK_MONOTONIC);
#endif
}

int64_t facefleet_wall_milliseconds(void) { return milliseconds(CLOCK_REALTIME); }
