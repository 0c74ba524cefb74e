import ConfigurationReader
import Daemon
import Foundation
import RouterCore

/// A moment as people write it on the command line.
enum TimePoint {
    static let forms = "a time with its offset, such as 2026-09-15T08:00:00Z, or how long ago it was, such as 90m or 7d"

    /// Unix milliseconds of an RFC 3339 time, or of so long before now. `option` is named where the text is neither.
    static func parse(_ text: String, option: String) throws -> Int64 {
        if let age = Duration(configurationText: text) {
            let (seconds, attoseconds) = age.components
            return WallClock.now() - seconds * 1000 - attoseconds / 1_000_000_000_000_000
        }
        guard let instant = SampleTime(parsing: text)?.unixMicroseconds else {
            throw CommandFailure("\(option) must be \(forms)", code: CommandFailure.wrongInput)
        }
        return instant / 1000
    }
}
