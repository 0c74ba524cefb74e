import Foundation
import RouterCore

package enum WallClock {
    /// Unix milliseconds.
    package static let now: @Sendable () -> Int64 = {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Unix milliseconds as ISO 8601; empty for a time that no calendar has.
    package static func text(_ milliseconds: Int64) -> String {
        guard abs(milliseconds) < Int64.max / 1000 else { return "" }
        return SampleTime(localMicroseconds: milliseconds * 1000, offsetSeconds: 0).instantText ?? ""
    }
}
