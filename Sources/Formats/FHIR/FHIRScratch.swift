/// What is used again from reading to reading.
struct FHIRScratch {
    /// Two, for a wall clock and the instant often lie on different days.
    var instants = TimeText()
    var clocks = TimeText()
    /// The part of the reading's identifier that is its own.
    var identifier: [UInt8] = []
}
