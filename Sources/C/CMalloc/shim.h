#pragma once
#include <malloc.h>

/// Gives free pages of all of malloc's arenas back to the system: `malloc.h` is not among Swift's modules.
static inline int cmalloc_trim(void) {
    return malloc_trim(0);
}

/// Has small blocks joined with their free neighbours at once. Kept apart (in "fastbins"), they are joined by the thousand
/// whenever something large is allocated, which a courier does for every stretch of the journal that it reads.
static inline int cmalloc_join_at_once(void) {
    return mallopt(M_MXFAST, 0);
}
