import JSONScanner
import RouterCore

/// The readings of a day as FIT can hold them.
enum FITDay {
    struct Reading {
        /// Seconds since 1989-12-31T00:00:00Z.
        let time: UInt32
        let value: Double
        let trend: UInt8
    }

    case nothing
    case readings([Reading])
    case refused(reason: String)

    /// 1989-12-31T00:00:00Z, unix seconds.
    private static let epoch: Int64 = 631_065_600
    /// Smaller numbers are seconds since a device was switched on, the largest is none.
    private static let times: Range<Int64> = 0x1000_0000..<0xFFFF_FFFF
    private static let noTrend: UInt8 = 0xFF

    /// Readings without a value are left out.
    static func read(_ day: borrowing GlucoseDay) -> FITDay {
        var readings: [Reading] = []
        readings.reserveCapacity(day.samples.count)
        for sample in day.samples {
            guard let value = sample.value?.double else { continue }
            guard let instant = sample.time.unixMicroseconds else {
                return .refused(
                    reason: "readings come without an offset from UTC, and FIT has only times in UTC: name it in "
                        + "'fit.assume_offset'"
                )
            }
            let seconds = Int64((Double(instant) / 1e6).rounded(.down)) - epoch
            guard times.contains(seconds) else {
                return .refused(reason: "a reading is of a time that FIT has no number for (1998 to 2125)")
            }
            let trend = sample.trend.flatMap { UInt8(exactly: $0) } ?? noTrend
            readings.append(Reading(time: UInt32(seconds), value: value, trend: trend))
        }
        return readings.isEmpty ? .nothing : .readings(readings)
    }
}
