import ConfigurationReader
import RouterCore

/// Reads `assume_offset`: the offset from UTC of times that come without one.
enum OffsetReader {
    /// Seconds east of UTC; nil where the key is absent, or no offset (reported).
    static func read(_ section: ConfigurationSection) -> Int? {
        guard let text = section.string("assume_offset") else { return nil }
        // As it would stand behind a time.
        guard let offset = SampleTime(parsing: "2000-01-01T00:00:00\(text)")?.offsetSeconds,
            abs(offset) <= 14 * 3600
        else {
            section.report("'assume_offset' must be an offset from UTC, such as \"+01:00\" or Z", at: "assume_offset")
            return nil
        }
        return offset
    }
}
