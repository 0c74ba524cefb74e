#pragma once
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

// `syscall` is variadic, and glibc's own functions are GNU extensions: Swift can call neither.

/// Writes a bit for each processor that the calling thread may run on; returns the bytes written, or -1 and `errno`.
static inline long caffinity_get(void *bits, size_t size) {
    return syscall(SYS_sched_getaffinity, 0, size, bits);
}

/// Says which processors the calling thread may run on, a bit each; returns 0, or -1 and `errno`.
static inline long caffinity_set(const void *bits, size_t size) {
    return syscall(SYS_sched_setaffinity, 0, size, bits);
}
