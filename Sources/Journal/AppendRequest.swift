package import RouterCore

/// The events of one append, with what can be worked out before it is their turn, and who waits for the answer.
package final class AppendRequest: Sendable {
    let events: [Event]
    /// What the journal's thread needs of each event without looking at it again.
    let digests: [EventDigest]
    /// The encoded events' size in bytes.
    let size: Int
    let completion: AppendCompletion?
    private let largest: Int

    package init(_ events: [Event], completion: AppendCompletion? = nil) {
        self.events = events
        self.completion = completion
        digests = events.map(EventDigest.init)
        var size = 0
        var largest = 0
        for digest in digests {
            size += digest.size
            largest = max(largest, digest.size)
        }
        self.size = size
        self.largest = largest
    }

    /// Why no journal can take this request, whatever its state.
    var refusal: JournalFailure? {
        if largest > RecordHeader.maxBodySize {
            return .full(reason: "An event of \(largest) bytes is over the journal's limit of 256 MiB for one event.")
        }
        if size > JournalConfiguration.maxSegmentSize {
            return .full(reason: "Events of \(size) bytes are over the journal's limit of 1 GiB for one request.")
        }
        return nil
    }
}
