#pragma once
#include <sqlite3.h>

/// Has SQLite allocate each page of a cache when it is needed, and none in advance: its function for that is variadic, so
/// Swift cannot call it. To be called before anything else of SQLite.
static inline int csqlite_allocate_pages_singly(void) {
    return sqlite3_config(SQLITE_CONFIG_PAGECACHE, (void *)0, 0, 0);
}
