/// What bounds a courier beside the settings of its destination.
package struct CourierLimits: Sendable, Hashable {
    /// Events in the retry queue over which nothing new is read; what is in flight may still join it.
    package var maxRetryEvents = 10_000
    /// Payload bytes in the retry queue over which nothing new is read.
    package var maxRetryBytes = 64 << 20
    /// How far, in sequences, reading may run ahead of an event that is not settled: what a kill may deliver twice.
    package var maxReadAhead: UInt64 = 1 << 18
    /// Payload bytes of a batch up to which it is encoded where the courier runs: less work than a switch of threads. More
    /// than that is encoded beside it.
    package var smallCallBytes = 64 << 10
    /// How long a call may exceed the destination's timeout before it counts as failed.
    package var callGrace = Duration.seconds(5)
    /// The longest delay that a destination may ask for.
    package var maxRetryAfter = Duration.seconds(86_400)
    /// The least time between two reads at the journal's end where `maxAge` is longer, so that a trickle of events
    /// costs no thread switch each.
    package var readPause = Duration.milliseconds(20)
    /// How long to wait after the journal could not be read.
    package var journalRetry = Duration.seconds(1)
    /// How long to wait after the destination's file could not be written.
    package var storeRetry = Duration.seconds(1)
    /// Payload bytes settled after which the journal is told what it may delete, if that is a whole file.
    package var releaseBytes = 8 << 20
    /// One copy into the retry queue may take that part of the room for copies: it is written twice, into the log and
    /// then into the file, and every destination may be at it at the same time.
    package var copiesShare = 32
    /// Room for copies below which what is written is moved into the file at once: several times what a destination's log
    /// may hold.
    package var shortDisk = 32 << 20
    /// The longest time between two releases while the cursor moves.
    package var releaseInterval = Duration.seconds(10)
    /// How often other processes' changes and idleness are looked for.
    package var tick = Duration.seconds(1)
    /// How long batches in flight are waited for where the courier's task is cancelled.
    package var cancellationGrace = Duration.seconds(10)
    /// How long a call that was cancelled at the end of a stop may still take.
    package var cancelledCallGrace = Duration.seconds(1)
    /// How often the backlog is compared with its limit.
    package var backlogCheckInterval = Duration.seconds(10)
    /// Bytes of a reason that are kept and logged.
    package var maxReasonBytes = 1_000
    /// Lines about new dead letters, and about retries, in a minute; then only their count.
    package var maxLogLinesPerMinute = 10

    /// The defaults, which suit any destination.
    package init() {}
}
