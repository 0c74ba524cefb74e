internal import JSONScanner
package import RouterCore

/// What an accepted event says of a large request.
package struct LargeRequestNotice: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case processing
        /// So many chunks will come.
        case sending(expected: Int?)
        case chunk
        /// An event with a reference that may be a chunk of a request that is known.
        case data
    }

    package let reference: String
    package let kind: Kind

    private static let chunkMark = ":chunk:"
    /// A reference that is longer is cut: it has to fit into a line and a small file.
    private static let maxReferenceLength = 128

    /// Nil for an event that has nothing to do with one. An event without `terra-reference` costs two comparisons.
    package init?(_ event: Event) {
        switch event.type {
        case "large_request_processing", "large_request_sending":
            let members = withTrustedJSON(event.payload) { root in
                (root["reference"]?.string, root["expected_payloads"]?.integer)
            }
            guard let reference = members.0 ?? event.reference else { return nil }
            self.reference = Self.stem(reference)
            let expected = members.1.flatMap { 0...1_000_000 ~= $0 ? Int($0) : nil }
            kind = event.type == "large_request_sending" ? .sending(expected: expected) : .processing
        // A pointer to a payload is no chunk: what is fetched in its place is.
        case "s3_payload": return nil
        default:
            guard let reference = event.reference else { return nil }
            self.reference = Self.stem(reference)
            kind = Self.isChunk(reference) || Self.isChunk(event.id) ? .chunk : .data
        }
        if reference.isEmpty { return nil }
    }

    private static func isChunk(_ text: String) -> Bool {
        text.utf8.contains(colon) && text.contains(chunkMark)
    }

    /// Chunks have the request's reference, or that with `:chunk:` and a number behind it.
    private static func stem(_ reference: String) -> String {
        if reference.utf8.count <= maxReferenceLength, !reference.utf8.contains(colon) { return reference }
        return String(reference.prefix { $0 != ":" }.prefix(maxReferenceLength))
    }

    private static let colon = UInt8(ascii: ":")
}
