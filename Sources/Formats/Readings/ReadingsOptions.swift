/// The section `readings` of a destination.
package struct ReadingsOptions: Sendable, Hashable {
    /// How a line is written.
    package enum Encoding: String, Sendable, CaseIterable {
        /// A JSON object a line.
        case ndjson
        /// Fields with commas between them, under a header (RFC 4180).
        case csv
    }

    package var encoding = Encoding.ndjson
    package var unit = GlucoseUnit.milligramsPerDeciliter

    package init() {}
}
