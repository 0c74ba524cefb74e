#pragma once
#include <sys/prctl.h>

/// `prctl` is variadic, so Swift cannot call it: names the calling thread, cut to 15 bytes.
static inline int cthread_set_thread_name(const char *name) {
    return prctl(PR_SET_NAME, name, 0, 0, 0);
}
