/// What couriers and intake ask of a journal: append, read from a position, release up to a position.
package protocol EventJournal: Sendable {
    /// Makes events durable and says once what became of each, in their order. All or none: it fails if any could not be
    /// made safe, and then none of them counts as accepted. Never blocks.
    func append(_ events: [Event], completion: AppendCompletion)

    /// The sequence that the next event will get; everything below it is durable.
    var end: UInt64 { get }

    /// A reader of the events that name `destination`, starting at `position`; used from one thread at a time.
    func reader(for destination: String, from position: UInt64) -> any JournalReader

    /// What waits for `destination` at or above `position`. Blocks on disk for as long as one segment's index takes.
    func pending(for destination: String, from position: UInt64) throws(JournalFailure) -> PendingEvents

    /// Says that `destination` needs nothing below `position` any more. The caller has made that durable first.
    func release(_ destination: String, upTo position: UInt64)

    /// Whether telling of `position` would let go of a whole file of events, as far as `destination` goes: where it would
    /// not, there is nothing to be gained by it yet.
    func frees(_ destination: String, upTo position: UInt64) -> Bool

    /// Calls `body` after every commit, with the new `end`; at most one observer a name. `body` must not block.
    func observe(_ name: String, _ body: @escaping @Sendable (UInt64) -> Void)

    /// The sequences of those versions that a newer one supersedes for `destination`: one that is durable and was named
    /// to it too. An optimisation: a journal that knows of none says so, and the newest is never among them.
    func superseded(_ versions: [EventVersion], for destination: String) -> Set<UInt64>

    /// Whether the event at `sequence` is gone because newer ones superseded it for everybody who still needed it.
    /// Blocks on disk.
    func isCompacted(_ sequence: UInt64) -> Bool

    /// Bytes of the disk that destinations may use for copies of events: what they need to write down their progress is
    /// left out. `.max` where it cannot be told. Blocks for a system call.
    func roomForCopies() -> Int
}

extension EventJournal {
    package func frees(_ destination: String, upTo position: UInt64) -> Bool { true }

    package func superseded(_ versions: [EventVersion], for destination: String) -> Set<UInt64> { [] }

    package func isCompacted(_ sequence: UInt64) -> Bool { false }

    package func roomForCopies() -> Int { .max }

    /// Makes events durable and returns, in their order, what became of each; all or none.
    package func append(_ events: [Event]) async throws(JournalFailure) -> [AppendResult] {
        let result = await withCheckedContinuation { continuation in
            append(events, completion: AppendCompletion { continuation.resume(returning: $0) })
        }
        return try result.get()
    }
}
