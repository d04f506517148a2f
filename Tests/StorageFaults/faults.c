// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "storage_faults.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static atomic_long syncs, writes;
static pthread_mutex_t recording = PTHREAD_MUTEX_INITIALIZER;

long facefleet_faults_sync_count(void) { return atomic_load(&syncs); }

long facefleet_faults_write_count(void) { return atomic_load(&writes); }

static long setting(const char *name) {
    const char *text = getenv(name);
    return text == NULL ? 0 : atol(text);
}

static void die(const char *what) {
    perror(what);
    _exit(78);
}

// A number and a birth name a file: numbers are used again.
static void identify(int folder, const char *name, int flags, char *key, size_t size) {
    struct statx status;
    if (statx(folder, name, flags, STATX_INO | STATX_BTIME, &status) != 0) die(name);
    snprintf(key, size, "%llu-%lld-%u", (unsigned long long)status.stx_ino, (long long)status.stx_btime.tv_sec,
             status.stx_btime.tv_nsec);
}

static void record_folder(int descriptor, const char *shadow) {
    char link[64], path[PATH_MAX], target[2 * PATH_MAX], temporary[2 * PATH_MAX + 8];
    snprintf(link, sizeof(link), "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof(path) - 1);
    if (length < 0) die(link);
    path[length] = 0;
    for (char *next = path; *next; next++)
        if (*next == '/') *next = '%';
    snprintf(target, sizeof(target), "%s/folder%s", shadow, path);
    snprintf(temporary, sizeof(temporary), "%s.new", target);
    FILE *list = fopen(temporary, "w");
    int copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *stream = copy < 0 ? NULL : fdopendir(copy);
    if (list == NULL || stream == NULL) die(temporary);
    for (struct dirent *entry; (entry = readdir(stream)) != NULL;) {
        char key[64];
        if (entry->d_name[0] == '.') continue;
        identify(descriptor, entry->d_name, AT_SYMLINK_NOFOLLOW, key, sizeof(key));
        fprintf(list, "%s %s\n", key, entry->d_name);
    }
    closedir(stream);
    if (fclose(list) != 0 || rename(temporary, target) != 0) die(target);
}

static void record_file(int descriptor, const char *shadow) {
    static char buffer[1 << 16];
    char key[64], target[PATH_MAX], temporary[PATH_MAX + 8];
    identify(descriptor, "", AT_EMPTY_PATH, key, sizeof(key));
    snprintf(target, sizeof(target), "%s/file-%s", shadow, key);
    snprintf(temporary, sizeof(temporary), "%s.new", target);
    int copy = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (copy < 0) die(temporary);
    off_t offset = 0;
    for (ssize_t count; (count = pread(descriptor, buffer, sizeof(buffer), offset)) > 0; offset += count)
        if (write(copy, buffer, (size_t)count) != count) die(temporary);
    if (close(copy) != 0 || rename(temporary, target) != 0) die(target);
}

static int on_sync(int descriptor, const char *name) {
    pthread_mutex_lock(&recording);
    long turn = atomic_fetch_add(&syncs, 1) + 1;
    int result = 0;
    const char *shadow = getenv("FAULT_SHADOW");
    struct stat status;
    if (turn == setting("FAULT_CUT")) _exit(77);
    if (turn == setting("FAULT_FAIL_SYNC")) {
        errno = EIO;
        result = -1;
    } else if (turn == setting("FAULT_SKIP_SYNC")) {
        result = 0;
    } else if (shadow == NULL) {
        int (*next)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
        result = next(descriptor);
    } else if (fstat(descriptor, &status) != 0) {
        result = -1;
    } else if (S_ISDIR(status.st_mode)) {
        record_folder(descriptor, shadow);
    } else {
        record_file(descriptor, shadow);
    }
    pthread_mutex_unlock(&recording);
    return result;
}

int fsync(int descriptor) { return on_sync(descriptor, "fsync"); }

int fdatasync(int descriptor) { return on_sync(descriptor, "fdatasync"); }

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    if (atomic_fetch_add(&writes, 1) + 1 == setting("FAULT_FAIL_WRITE")) {
        errno = ENOSPC;
        return -1;
    }
    ssize_t (*next)(int, const void *, size_t, off_t) =
        (ssize_t(*)(int, const void *, size_t, off_t))dlsym(RTLD_NEXT, "pwrite");
    return next(descriptor, bytes, count, offset);
}
