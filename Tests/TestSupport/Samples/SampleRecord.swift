import RouterCore

/// One keyed record of a made-up event: what a store must hold of it, known from how it was made.
package struct SampleRecord: Sendable {
    package let key: NaturalKey
    package let isData: Bool
    /// `metadata.start_time` as the payload writes it.
    package let startTime: String?
    /// The bytes of an event that holds this record alone.
    package let document: [UInt8]
    package let readings: [SampleReading]
}
