package import RouterCore

/// The events of one `append`, with what can be worked out before it is their turn.
package struct AppendRequest: Sendable {
    let events: [Event]
    let fingerprints: [Fingerprint]
    /// The encoded events' size in bytes.
    let size: Int
    private let largest: Int

    package init(_ events: [Event]) {
        self.events = events
        fingerprints = events.map { Fingerprint(identity: $0.id) }
        var size = 0
        var largest = 0
        for event in events {
            let eventSize = RecordCodec.size(of: event)
            size += eventSize
            largest = max(largest, eventSize)
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
