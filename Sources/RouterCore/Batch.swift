/// The events that a destination is handed at once, in the order of the journal but for retries.
package struct Batch: Sendable {
    package let events: [Event]
    /// The sum of the payloads' sizes in bytes.
    package let byteCount: Int

    package init(_ events: [Event]) {
        self.events = events
        self.byteCount = events.reduce(0) { $0 + $1.payload.count }
    }
}
