#pragma once
#include <malloc.h>

/// Gives free pages of all of malloc's arenas back to the system: `malloc.h` is not among Swift's modules.
static inline int cmalloc_trim(void) {
    return malloc_trim(0);
}
