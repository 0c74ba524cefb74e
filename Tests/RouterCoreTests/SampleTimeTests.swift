import Foundation
import RouterCore
import Testing

@Suite struct SampleTimeTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0, 0),
            ("2026-09-15T00:02:17.000000+01:00", 1_789_430_537_000_000, 3600),
            ("2026-09-15t00:02:17.5z", 1_789_430_537_500_000, 0),
            ("2026-09-15 00:02", 1_789_430_520_000_000, nil),
            ("2026-09-15T00:02:17", 1_789_430_537_000_000, nil),
            ("2026-09-15T00:02:17.123456789-0330", 1_789_430_537_123_456, -12_600),
            ("2026-09-15T00:02:17.1+14", 1_789_430_537_100_000, 50_400),
            ("2026-09-15T00:02Z", 1_789_430_520_000_000, 0),
            ("1969-12-31T23:59:59.999999Z", -1, 0),
            ("2000-02-29T00:00:00Z", 951_782_400_000_000, 0),
            ("2024-02-29T12:00:00Z", 1_709_208_000_000_000, 0),
            ("2016-12-31T23:59:60Z", 1_483_228_799_999_999, 0),
            ("2016-12-31T23:59:60.5Z", 1_483_228_799_999_999, 0),
            ("0001-01-01T00:00:00", -62_135_596_800_000_000, nil),
            ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999, 0),
            ("0001-01-01T01:00:00+01:00", -62_135_593_200_000_000, 3600),
        ] as [(String, Int64, Int?)]
    )
    func `reads ISO 8601`(_ text: String, local: Int64, offset: Int?) {
        let expected = SampleTime(localMicroseconds: local, offsetSeconds: offset)
        #expect(SampleTime(parsing: text) == expected)
        #expect(SampleTime(parsing: text[...]) == expected)
    }

    @Test(arguments: [
        "", "2026", "2026-09-15", "2026-09-15T", "2026-09-15T00", "2026-09-15T00:", "2026-09-15T0002",
        "20260915T000217Z",
        "2026-9-15T00:02:17Z", "2026-09-15X00:02:17Z", "2026-09-15T00:02:17.", "2026-09-15T00:02:17.Z",
        "2026-09-15T00:02:17.1234567890Z", "2026-09-15T00:02:17,5Z", "2026-09-15T24:00:00Z", "2026-09-15T00:60:00Z",
        "2026-09-15T00:00:61Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-04-31T00:00:00Z",
        "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-09-00T00:00:00Z", "2026-09-32T00:00:00Z",
        "0000-01-01T00:00:00Z", "-001-01-01T00:00:00Z", "2026-09-15T00:02:17+1", "2026-09-15T00:02:17+01:",
        "2026-09-15T00:02:17+01:6", "2026-09-15T00:02:17+01:60", "2026-09-15T00:02:17+24:00", "2026-09-15T00:02:17+013",
        "2026-09-15T00:02:17ZZ", "2026-09-15T00:02:17Z ", " 2026-09-15T00:02:17Z", "2026-09-15T00:02:17 +01:00",
        "0001-01-01T00:00:00+01:00", "9999-12-31T23:30:00-01:00", "２026-09-15T00:02:17Z", "yesterday",
    ])
    func `refuses what is no time`(_ text: String) {
        #expect(SampleTime(parsing: text) == nil)
    }

    @Test func `writes the instant and the wall clock`() throws {
        let time = try #require(SampleTime(parsing: "2026-01-01T00:30:05.000042+01:00"))
        #expect(time.instantText == "2025-12-31T23:30:05.000042Z")
        #expect(time.localText == "2026-01-01T00:30:05.000042")
        let local = try #require(SampleTime(parsing: "0001-01-01T00:00:00"))
        #expect(local.instantText == nil)
        #expect(local.localText == "0001-01-01T00:00:00.000000")
    }

    @Test func `agrees with the calendar on every day`() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        for day in stride(from: -100_000, through: 2_932_896, by: 97) {
            let time = SampleTime(localMicroseconds: Int64(day) * 86_400_000_000 + 1, offsetSeconds: 0)
            let text = try #require(time.instantText)
            #expect(SampleTime(parsing: text) == time)
            let parts = calendar.dateComponents(
                [.year, .month, .day],
                from: Date(timeIntervalSince1970: Double(day) * 86_400)
            )
            guard day > -140_000, let year = parts.year, let month = parts.month, let date = parts.day else { continue }
            #expect(text.hasPrefix(String(format: "%04d-%02d-%02dT", year, month, date)))
        }
    }

    @Test func `writes any value without failing`() {
        for microseconds in [Int64.min, .max, -1, 0] {
            let time = SampleTime(localMicroseconds: microseconds, offsetSeconds: nil)
            #expect(time.localText.utf8.count == 26)
        }
    }
}
