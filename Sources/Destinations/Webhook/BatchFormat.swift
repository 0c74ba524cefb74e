/// How events become requests.
package enum BatchFormat: String, Sendable, CaseIterable {
    /// A request for every event: its payload, byte for byte as it came in.
    case single
    /// A request for every batch: a JSON array of the payloads.
    case array
    /// A request for every batch: a payload a line.
    case ndjson

    var contentType: String { self == .ndjson ? "application/x-ndjson" : "application/json" }
}
