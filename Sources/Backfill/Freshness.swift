internal import RouterCore

/// As of when a fetched record may claim to be: its ordering.
///
/// An answer tells what was known when it was asked for, not when it came: what was pushed meanwhile is newer. A day of
/// glucose claims less where it does not reach its end. It is then taken as of its newest reading, so that any version
/// that was pushed after that reading stays, even if the answer came from a copy that lags behind.
struct Freshness {
    /// How long before its end a day's last reading may be, milliseconds: six readings of a sensor.
    private static let tolerance: Int64 = 30 * 60 * 1000
    /// A wall clock without an offset may stand for an instant this much earlier: no zone is further east.
    private static let farthestEast: Int64 = 14 * 3_600_000

    /// When the request was sent, unix milliseconds by Terra's clock where that is known to be behind ours.
    let askedAt: Int64

    /// `newest` is the record's newest reading, `end` its `end_time`, `start` its `start_time`. Unix milliseconds.
    func ordering(hasGlucose: Bool, newest: SampleTime?, start: SampleTime?, end: SampleTime?) -> Int64 {
        guard hasGlucose, let known = newest ?? start else { return askedAt }
        if newest != nil, let end, Self.wall(end) - Self.wall(known) <= Self.tolerance { return askedAt }
        return max(0, min(askedAt, Self.instant(known)))
    }

    private static func wall(_ time: SampleTime) -> Int64 { time.localMicroseconds / 1000 }

    /// The instant, or the earliest that it can be.
    private static func instant(_ time: SampleTime) -> Int64 {
        time.unixMicroseconds.map { $0 / 1000 } ?? wall(time) - farthestEast
    }
}
