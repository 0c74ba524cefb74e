import RouterCore

/// One glucose reading of a made-up event, and what a store must hold of it.
package struct SampleReading: Sendable, Hashable {
    /// As the payload writes it.
    package let timestamp: String
    package let time: SampleTime
    package let milligramsPerDeciliter: Int
    package let flag: Int
    package let trend: Int
}
