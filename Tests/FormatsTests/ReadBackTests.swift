import CGMReadings
import Formats
import Foundation
import RouterCore
import TestSupport
import Testing

/// The readings of a file, a day an event, through each encoder, and read back by libraries that are not ours. The file
/// is the committed sample, or what DISTRIBUTARY_TEST_READINGS names (`id,time,mg/dL`).
@Suite struct ReadBackTests {
    private struct Day {
        let name: String
        let event: Event
        let count: Int
    }

    private static let offset = "+01:00"

    private static func readings() throws -> [CGMReading] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let path =
            ProcessInfo.processInfo.environment["DISTRIBUTARY_TEST_READINGS"]
            ?? root.appending(path: "samples/readings.csv").path
        return try ReadingsFile(parsing: String(contentsOfFile: path, encoding: .utf8)).readings
    }

    private static func days(_ readings: [CGMReading]) -> [Day] {
        DayWebhooks(offset: offset).webhooks(for: readings).map { webhook in
            let payload = webhook.body[...]
            let event = Event(
                id: webhook.traceID,
                type: "body",
                userID: webhook.userID,
                referenceID: nil,
                provider: "DEXCOM",
                reference: nil,
                receivedAt: webhook.ordering,
                ordering: webhook.ordering,
                destinations: [],
                payload: payload
            )
            return Day(name: "\(webhook.userID)-\(webhook.date)", event: event, count: webhook.readingCount)
        }
    }

    /// mg/dL by "user/instant", `2026-02-26T00:00:11Z`.
    private static func expected(_ readings: [CGMReading]) throws -> [String: String] {
        var expected: [String: String] = [:]
        for reading in readings {
            let time = try #require(SampleTime(parsing: "\(reading.date)T\(reading.time)\(offset)"))
            let instant = try #require(time.instantText).replacing(".000000Z", with: "Z")
            expected["\(DayWebhooks.userID(for: reading.subject))/\(instant)"] = reading.glucose
        }
        return expected
    }

    /// Encodes every day into a file of a new folder.
    private static func write(
        _ days: [Day],
        _ encoder: PayloadEncoder,
        _ body: (String) async throws -> Void
    ) async throws {
        let folder = try TemporaryDirectory()
        for day in days {
            let encoded = try encoder.encode(day.event.payload, of: day.event).bytes()
            let path = folder.path(day.name + encoder.fileExtension)
            try Data(encoded).write(to: URL(filePath: path))
        }
        try await body(folder.path)
    }

    private static func compare(_ found: [(key: String, value: String)], _ expected: [String: String], _ name: String) {
        #expect(found.count == expected.count, "\(name): \(found.count) readings of \(expected.count)")
        let byKey = Dictionary(found.map { ($0.key, $0.value) }) { first, _ in first }
        #expect(byKey == expected, "\(name): every reading, as it was")
        print("> \(name): \(found.count) readings read back of \(expected.count)")
    }

    /// "user/instant" of a time with an offset.
    private static func key(_ user: String, _ time: String) throws -> String {
        let instant = try #require(SampleTime(parsing: time)?.instantText).replacing(".000000Z", with: "Z")
        return "\(user)/\(instant)"
    }

    @Test(.timeLimit(.minutes(5)))
    func bundlesAreReadByFHIRResources() async throws {
        let readings = try Self.readings()
        let days = Self.days(readings)
        var options = FHIROptions()
        options.subject = .userID
        try await Self.write(days, PayloadEncoder(.fhir(options))) { folder in
            let lines = try await FormatReader(script: "format_fhir.py").lines(in: folder)
            let found = try lines.filter { $0.summary == nil }.map { line in
                let user = try #require(line.subject).replacing("Patient/", with: "")
                #expect(line.unit == "mg/dL")
                return (try Self.key(user, try #require(line.time)), try #require(line.value))
            }
            let identifiers = Set(lines.compactMap(\.id))
            #expect(identifiers.count == found.count, "an identifier a reading")
            Self.compare(found, try Self.expected(readings), "fhir.resources, \(days.count) Bundles")
            let summaries = lines.count { $0.summary == "cgm-summary" }
            print("> fhir.resources: \(summaries) of \(days.count) days have summaries")
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func bundlesInMillimolesAreReadByFHIRResources() async throws {
        let readings = try Self.readings()
        let days = Self.days(readings)
        var options = FHIROptions()
        options.subject = .userID
        options.subjectSystem = "urn:example:users"
        options.unit = .millimolesPerLiter
        let expected = try Self.expected(readings).mapValues { milligrams in
            String(format: "%.2f", (Double(try #require(Int(milligrams))) / 18.0156 * 100).rounded() / 100)
        }
        try await Self.write(days, PayloadEncoder(.fhir(options))) { folder in
            let lines = try await FormatReader(script: "format_fhir.py").lines(in: folder)
            let found = try lines.filter { $0.summary == nil }.map { line in
                let user = try #require(line.subject).replacing("urn:example:users|", with: "")
                #expect(line.unit == "mmol/L")
                return (try Self.key(user, try #require(line.time)), try #require(line.value))
            }
            Self.compare(found, expected, "fhir.resources in mmol/L")
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func filesAreReadByGarminsSDK() async throws {
        let readings = try Self.readings()
        let days = Self.days(readings)
        try await Self.write(days, PayloadEncoder(.fit(FITOptions()))) { folder in
            let lines = try await FormatReader(script: "format_fit.py").lines(in: folder)
            let found = try lines.map { line in
                let user = String(try #require(line.file).prefix(36))
                #expect(line.unit == "mg/dL")
                return (try Self.key(user, try #require(line.time)), try #require(line.value))
            }
            Self.compare(found, try Self.expected(readings), "garmin-fit-sdk, \(days.count) files")
            let users = Set(days.map(\.event.userID))
            #expect(Set(lines.map(\.serial)).count == users.count, "a serial number a user")
        }
    }

    @Test(.timeLimit(.minutes(5)), arguments: ReadingsOptions.Encoding.allCases)
    func rowsAreReadByPython(encoding: ReadingsOptions.Encoding) async throws {
        let readings = try Self.readings()
        let days = Self.days(readings)
        var options = ReadingsOptions()
        options.encoding = encoding
        try await Self.write(days, PayloadEncoder(.readings(options))) { folder in
            let lines = try await FormatReader(script: "format_readings.py").lines(in: folder)
            let found = try lines.map { line in
                let row = try #require(line.row)
                let user = try #require(row["user_id"] ?? nil)
                let time = try #require(row["recorded_at"] ?? nil)
                #expect(row["utc_offset_seconds"] == "3600")
                return (try Self.key(user, time), try #require(row["glucose_mg_per_dl"] ?? nil))
            }
            Self.compare(found, try Self.expected(readings), "Python, \(encoding.rawValue)")
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func oddDaysAreReadToo() async throws {
        let folder = try TemporaryDirectory()
        let samples = """
            {"timestamp":"2026-09-15T00:00:00.75Z","blood_glucose_mg_per_dL":112.25,"trend_arrow":3},\
            {"timestamp":"2026-09-15T00:05:00Z","blood_glucose_mg_per_dL":70000}
            """
        let elements = [TestEvents.element(samples, "2026-09-15"), TestEvents.element(samples, "2026-09-16")]
        let event = TestEvents.event(#"{"type":"body","data":[\#(elements.joined(separator: ","))]}"#)
        let encoded = try PayloadEncoder(.fit(FITOptions())).encode(event.payload, of: event).bytes()
        try Data(encoded).write(to: URL(filePath: folder.path("odd.fit")))
        let lines = try await FormatReader(script: "format_fit.py").lines(in: folder.path)
        let day = [("2026-09-15T00:00:00Z", "112.25"), ("2026-09-15T00:05:00Z", "70000.0")]
        #expect(lines.map(\.time) == (day + day).map(\.0), "several files, one after the other")
        #expect(lines.map(\.value) == (day + day).map(\.1), "exact where a value is no whole number of 16 bits")
        #expect(lines.map(\.trend) == [3, 0xFF, 3, 0xFF], "FIT's number for none where there is no trend")
    }

    @Test(.timeLimit(.minutes(5)))
    func cloudEventsAreReadByTheirSDK() async throws {
        let folder = try TemporaryDirectory()
        let event = try TestEvents.goldenEvent()
        var options = CloudEventsOptions()
        let structured = try PayloadEncoder(.cloudEvents(options)).encode(event.payload, of: event).bytes()
        try Data(structured).write(to: URL(filePath: folder.path("a.json")))
        let batch = Data("[".utf8) + Data(structured) + Data(",".utf8) + Data(structured) + Data("]".utf8)
        try batch.write(to: URL(filePath: folder.path("b.batch.json")))
        options.mode = .binary
        let binary = PayloadEncoder(.cloudEvents(options))
        var headers = Dictionary(binary.headers(for: event).map { ($0.name, $0.value) }) { first, _ in first }
        headers["content-type"] = binary.contentType
        let message: [String: Any] = [
            "headers": headers, "body": Data(try binary.encode(event.payload, of: event).bytes()).base64EncodedString(),
        ]
        let json = try JSONSerialization.data(withJSONObject: message)
        try json.write(to: URL(filePath: folder.path("c.http.json")))

        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let script = tests.appending(path: "Readers/format_cloudevents.py").path
        let output = try await ChildProcess.output(of: TestServers.python, [script, folder.path])
        let lines = try output.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
        #expect(lines.count == 4)
        let payload = try JSONSerialization.jsonObject(with: Data(event.payload)) as? NSDictionary
        for line in lines {
            let attributes = try #require(line["attributes"] as? [String: Any])
            #expect(attributes["id"] as? String == "trace-1")
            #expect(attributes["type"] as? String == "co.tryterra.body")
            #expect(attributes["source"] as? String == "urn:distributary")
            #expect(attributes["subject"] as? String == TestEvents.user)
            #expect(line["data"] as? NSDictionary == payload, "\(line["file"] ?? "")")
        }
        print("> cloudevents: \(lines.count) events read, structured, in a batch and binary")
    }
}
