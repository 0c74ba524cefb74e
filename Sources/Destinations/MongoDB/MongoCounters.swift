import Foundation

/// The counters that libmongoc keeps in shared memory, where its `mongoc-stat` finds them by the process's id.
package enum MongoCounters {
    /// Takes their name away, which libmongoc makes as it is loaded and takes away at an orderly exit alone: one that is
    /// killed would leave a file in `/dev/shm` each time. The counters themselves stay.
    package static func unlink() {
        shm_unlink("/mongoc-\(getpid())")
    }
}
