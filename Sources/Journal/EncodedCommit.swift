internal import AtRest
internal import RouterCore

/// What a commit writes, and what the index will say of it. Reused from commit to commit.
struct EncodedCommit {
    /// The records, one after the other.
    private(set) var bytes: [UInt8] = []
    /// An entry for each record.
    private(set) var entries: [IndexEntry] = []

    /// Empties both; the memory is kept where the records take no more than `capacity` bytes.
    mutating func removeAll(keepingCapacityUpTo capacity: Int) {
        let keepsCapacity = bytes.capacity <= capacity
        bytes.removeAll(keepingCapacity: keepsCapacity)
        entries.removeAll(keepingCapacity: keepsCapacity)
    }

    /// Encodes the events that the plan accepts of the requests, the first of them for offset `start` of a segment.
    mutating func encode(
        _ plan: CommitPlan,
        of requests: [AppendRequest],
        at start: Int,
        guardedBy recordGuard: RecordGuard,
        _ nonces: NonceSequence
    ) throws(SealFailure) {
        var nonces = nonces
        try plan.forEachAccepted(in: requests) { event, digest, sequence throws(SealFailure) in
            let offset = bytes.count
            try RecordCodec.encode(event, sequence: sequence, guardedBy: recordGuard, &nonces, into: &bytes)
            entries.append(
                IndexEntry(
                    offset: start + offset,
                    recordSize: bytes.count - offset,
                    payloadSize: event.payload.count,
                    sequence: sequence,
                    destinations: event.destinations,
                    receivedAt: event.receivedAt,
                    fingerprint: digest.fingerprint,
                    ordering: event.ordering,
                    versionKey: event.versionKey
                )
            )
        }
    }
}
