import Backfill
import RouterCore
import Testing

@Suite struct AnswerReaderTests {
    /// 2026-03-10T12:00:00Z
    private static let askedAt: Int64 = 1_773_144_000_000

    private static func read(_ text: String, days: Int = 28) -> HistoryAnswer {
        AnswerReader(userID: "u", type: "body", days: days, backfill: "f", askedAt: askedAt).read(Array(text.utf8))
    }

    private static func day(_ date: String, last: String, offset: String = "+00:00", value: String = "100") -> String {
        """
        {"metadata":{"start_time":"\(date)T00:00:00.000000\(offset)","end_time":"\(date)T23:59:59.999999\(offset)"},\
        "glucose_data":{"blood_glucose_samples":[{"timestamp":"\(date)T\(last)\(offset)",\
        "blood_glucose_mg_per_dL":\(value)}]}}
        """
    }

    private static func answer(_ days: String...) -> String {
        "{\"user\":{\"user_id\":\"u\",\"provider\":\"DEXCOM\"},\"data\":[\(days.joined(separator: ","))]}"
    }

    private static func events(_ answer: HistoryAnswer) throws -> [FetchedEvent] {
        guard case .events(let events) = answer else { throw Unexpected(answer: "\(answer)") }
        return events
    }

    private struct Unexpected: Error {
        let answer: String
    }

    @Test func eachDayIsAnEventWithItsOwnBytesAndOrdering() throws {
        let full = Self.day("2026-03-01", last: "23:55:00", value: "112.50")
        let partial = Self.day("2026-03-02", last: "08:57:00", offset: "+02:00")
        let events = try Self.events(Self.read(Self.answer(full, partial)))
        #expect(events.count == 2)
        #expect(String(decoding: events[0].payload, as: UTF8.self).contains(full))
        #expect(String(decoding: events[0].payload, as: UTF8.self).contains("\"type\":\"body\""))
        #expect(events[0].ordering == Self.askedAt)
        // 08:57 two hours east of Greenwich: what was pushed after it is newer.
        #expect(events[1].ordering == 1_772_434_620_000)
        let again = try Self.events(Self.read(Self.answer(partial, full)))
        #expect(Set(again.map(\.identity)) == Set(events.map(\.identity)))
        let changed = try Self.events(Self.read(Self.answer(Self.day("2026-03-01", last: "23:55:00", value: "113"))))
        #expect(changed[0].identity != events[0].identity)
    }

    @Test func aDayOfGlucoseClaimsNoMoreThanItShows() throws {
        let cases: [(String, String, Int64)] = [
            (
                "no offset: the earliest instant it can be",
                Self.day("2026-03-02", last: "10:00:00", offset: ""),
                1_772_395_200_000
            ),
            ("a reading from the future", Self.day("2026-03-11", last: "10:00:00"), Self.askedAt),
            (
                "no reading",
                "{\"metadata\":{\"start_time\":\"2026-03-02T00:00:00Z\"},\"glucose_data\":{}}",
                1_772_409_600_000
            ),
            ("no glucose", "{\"metadata\":{\"start_time\":\"2026-03-02T00:00:00Z\"}}", Self.askedAt),
        ]
        for (what, day, ordering) in cases {
            #expect(try Self.events(Self.read(Self.answer(day)))[0].ordering == ordering, "\(what)")
        }
    }

    @Test func theThreeAnswersAreToldApart() throws {
        #expect(try Self.events(Self.read("{\"type\":\"body\",\"user\":{},\"data\":[]}")).isEmpty)
        let data = "\"status\":\"success\",\"type\":\"body\""
        let others: [(String, Int, String)] = [
            (#"{"type":"processing","retry_after_seconds":90}"#, 28, "processing(retryAfter: Optional(90000))"),
            (#"{"status":"Request is processing","retry_after":5}"#, 28, "processing(retryAfter: Optional(5000))"),
            (
                #"{"type":"large_request_processing","reference":"r"}"#, 28,
                #"throughWebhook(reference: "r", isLarge: true"#
            ),
            (#"{\#(data),"reference":"r"}"#, 28, #"throughWebhook(reference: "r", isLarge: false"#),
            (#"{\#(data),"reference":"r"}"#, 60, #"throughWebhook(reference: "r", isLarge: true"#),
            (#"{"status":"Data type requested not available from provider"}"#, 28, "refused("),
            (Self.answer("{}").replacing("\"u\"", with: "\"w\""), 28, "refused("),
            ("<html>", 28, "transient("), ("[]", 28, "transient("), ("{}", 28, "transient("),
        ]
        for (text, days, expected) in others {
            let found = "\(Self.read(text, days: days))"
            #expect(found.hasPrefix(expected), "\(text): \(found)")
        }
    }
}
