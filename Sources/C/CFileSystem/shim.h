#pragma once
/// Swift's own module of the C library leaves this header out.
#include <sys/xattr.h>
#include <sys/syscall.h>
#include <unistd.h>

/// `sync_file_range` is declared for GNU sources only: starts writing a file's dirty pages and waits for none of them.
static inline void cfilesystem_start_writing(int descriptor) {
    syscall(SYS_sync_file_range, descriptor, 0L, 0L, 2 /* SYNC_FILE_RANGE_WRITE */);
}
