/// An ISO 8601 date and time as its source wrote it, with or without an offset from UTC.
package struct SampleTime: Sendable, Hashable {
    /// The wall clock, as microseconds since 1970-01-01T00:00:00 on that same clock.
    package let localMicroseconds: Int64
    /// Seconds east of UTC (`Z` is 0); nil where the source gave no offset, which is then never guessed.
    package let offsetSeconds: Int?

    package init(localMicroseconds: Int64, offsetSeconds: Int?) {
        self.localMicroseconds = localMicroseconds
        self.offsetSeconds = offsetSeconds
    }

    /// Unix time in microseconds; nil where the offset is not known.
    package var unixMicroseconds: Int64? {
        offsetSeconds.map { localMicroseconds - Int64($0) * 1_000_000 }
    }
}
