import Foundation
import RouterCore

/// One local calendar day of a user who wears a sensor that reads every five minutes.
package struct SampleDay: Sendable, Hashable {
    /// Readings in a full day.
    package static let fullCount = 288

    package var user: String
    /// Days since 2026-09-01.
    package var day: Int
    /// The first readings of the day, at most `fullCount`.
    package var readings: Int
    /// Seconds east of UTC; nil for a day whose times carry no offset.
    package var offsetSeconds: Int?
    /// Added to every value: a later version of the day that corrects readings.
    package var correction: Int

    package init(
        user: String,
        day: Int = 14,
        readings: Int = SampleDay.fullCount,
        offsetSeconds: Int? = 3600,
        correction: Int = 0
    ) {
        precondition((0...Self.fullCount).contains(readings))
        self.user = user
        self.day = day
        self.readings = readings
        self.offsetSeconds = offsetSeconds
        self.correction = correction
    }

    /// The local date, `2026-09-15`.
    package var date: String { Self.date(epochDay: epochDay) }

    /// `metadata.start_time` as the payload writes it.
    package var startTime: String { timestamp(second: 0) }

    /// The natural key of the day's body record.
    package var key: NaturalKey { NaturalKey(userID: user, type: "body", value: date) }

    /// The readings, in order of time.
    package var samples: [SampleReading] {
        (0..<readings).map { index in
            let second = 137 + index * 300
            let value = Self.value(user: user, day: day, index: index) + correction
            return SampleReading(
                timestamp: timestamp(second: second),
                time: SampleTime(
                    localMicroseconds: Int64(epochDay * 86_400 + second) * 1_000_000,
                    offsetSeconds: offsetSeconds
                ),
                milligramsPerDeciliter: value,
                flag: value > 180 ? 1 : value < 70 ? 2 : 0,
                trend: index == 0 ? 0 : 1 + (index + day) % 5
            )
        }
    }

    /// The element of `data`: the bytes of the record itself.
    package var item: String {
        let samples = samples.map {
            #"{"timestamp":"\#($0.timestamp)","blood_glucose_mg_per_dL":\#($0.milligramsPerDeciliter),"#
                + #""glucose_level_flag":\#($0.flag),"trend_arrow":\#($0.trend)}"#
        }
        let localization = offsetSeconds == nil ? "null" : "1"
        return #"{"metadata":{"start_time":"\#(startTime)","end_time":"\#(timestamp(second: 86_400))","#
            + #""timestamp_localization":\#(localization)},"#
            + #""device_data":{"name":"Dexcom G7","manufacturer":"Dexcom","serial_number":null},"#
            + #""glucose_data":{"blood_glucose_samples":[\#(samples.joined(separator: ","))],"#
            + #""detailed_blood_glucose_samples":[],"day_avg_blood_glucose_mg_per_dL":null,"gmi":null}}"#
    }

    /// Days since 1970-01-01.
    private var epochDay: Int { 20_697 + day }

    /// The local wall clock so many seconds after the day's midnight, as Terra writes it.
    private func timestamp(second: Int) -> String {
        let clock = String(format: "T%02d:%02d:%02d.000000", second / 3600 % 24, second / 60 % 60, second % 60)
        let date = Self.date(epochDay: epochDay + second / 86_400)
        guard let offsetSeconds else { return date + clock }
        let minutes = abs(offsetSeconds) / 60
        let sign = offsetSeconds < 0 ? "-" : "+"
        return date + clock + String(format: "%@%02d:%02d", sign, minutes / 60, minutes % 60)
    }

    private static func date(epochDay: Int) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let date = Date(timeIntervalSince1970: Double(epochDay) * 86_400)
        let parts = calendar.dateComponents([.year, .month, .day], from: date)
        return String(format: "%04d-%02d-%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
    }

    /// A curve between 54 and 214 mg/dL, another one for every user and day.
    private static func value(user: String, day: Int, index: Int) -> Int {
        let seed = user.utf8.reduce(day * 31) { ($0 &* 31 &+ Int($1)) & 0xFFFF }
        let phase = (seed + index * 5) % 320
        return 54 + (phase < 160 ? phase : 320 - phase)
    }
}
