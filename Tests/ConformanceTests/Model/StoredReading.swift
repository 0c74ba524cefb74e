import RouterCore

/// One row of a table of readings, read back.
struct StoredReading: Sendable, Hashable {
    let user: String
    let time: SampleTime
    let milligramsPerDeciliter: Double?
    let flag: Int?
    let trend: Int?
    let ordering: Int64
}
