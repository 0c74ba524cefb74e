/// How events become requests.
package enum BatchFormat: String, Sendable, CaseIterable {
    /// A request for every event: its payload, in the destination's format.
    case single
    /// A request for every batch: a JSON array of the payloads.
    case array
    /// A request for every batch: a payload a line.
    case ndjson
}
