import JSONScanner
import RouterCore
import TestSupport
import Testing

@Suite struct VersionKeyTests {
    /// Elements with and without what keys them, regular and odd.
    private static let elements = [
        "{\"metadata\":{\"start_time\":\"2026-09-15T00:00:00+01:00\"},\"glucose_data\":{\"a\":[{\"}\":\"]\"}]}}",
        "{ \"x\" : [] , \"metadata\" : { \"start_time\" : \"2026-09-15T23:00:00Z\" } }",
        "{\"metadata\":{\"start_time\":\"2026-09-16\"},\"metadata\":{\"start_time\":\"2026-09-1\\u0035\"}}",
        "{\"metadata\":{\"start_time\":\"2026-09-16T00:00:00Z\",\"summary_id\":\"s-1\",\"id\":\"p-1\"}}",
        "{\"metadata\":{\"summary_id\":\"s-2\",\"id\":\"p-2\"},\"timestamp\":\"2026-09-15T08:00:00Z\"}",
        "{\"timestamp\":\"2026-09-15T08:00:00Z\"}",
        "{\"metadata\":{\"start_time\":\"2026-02-30\",\"summary_id\":\"\",\"id\":7}}",
        "{\"metadata\":{\"summary_id\":\"a\\u0000\"}}",
        "{\"metadata\":null}", "{}", "{ }", "7", "[{\"metadata\":{\"start_time\":\"2026-09-15\"}}]",
    ]
    private static let types = [
        "body", "daily", "activity", "sleep", "planned_workout", "hormone", "athlete", "auth", "not_yet_known",
    ]

    /// What the keys of the event's records say: nil where one of them is the event's identity.
    private func expected(_ event: Event) -> [String]? {
        let keys = event.records().map(\.key)
        guard event.userID != nil, !keys.contains(where: { $0.value.hasPrefix("trace-1") }) else { return nil }
        return [event.type] + keys.map(\.value).sorted()
    }

    @Test func `events share a key exactly where all of their records do`() throws {
        var generator = SeededGenerator(11)
        var keys: [[String]: VersionKey] = [:]
        var keyed = 0
        for _ in 0..<20_000 {
            let type = Self.types.randomElement(using: &generator) ?? "body"
            let count = Int.random(in: 0...3, using: &generator)
            let elements = (0..<count).compactMap { _ in Self.elements.randomElement(using: &generator) }
            let timestamp = Bool.random(using: &generator) ? ",\"timestamp\":\"2026-09-17T00:00:00Z\"" : ""
            let data = elements.joined(separator: Bool.random(using: &generator) ? "," : " ,\n ")
            let text = "{\"type\":\"\(type)\",\"user\":{\"user_id\":\"u-1\"},\"data\":[\(data)]\(timestamp)}"
            let event = SampleEvent.event(text, type: type)
            let key = VersionKey(of: event)
            // Elements that are no objects are not compared, whatever keys the record.
            let isComparable = !elements.contains { !$0.hasPrefix("{") } || type == "athlete"
            let expected = isComparable ? expected(event) : nil
            #expect((key == nil) == (expected == nil), "\(text)")
            guard let key, let expected else { continue }
            keyed += 1
            #expect(keys[expected, default: key] == key, "\(text)")
            keys[expected] = key
            let read = try withJSON(event.payload) { root in
                var content = EventContent()
                let envelope = try Envelope(root, &content)
                return VersionKey(envelope, content, payloadSize: event.payload.count)
            }
            #expect(read == key)
        }
        #expect(keyed > 2000)
        #expect(Set(keys.values).count == keys.count)
    }

    @Test func `users and types are kept apart`() {
        let text = "{\"data\":[{\"metadata\":{\"start_time\":\"2026-09-15\"}}]}"
        let keys = [("body", "u-1"), ("daily", "u-1"), ("body", "u-2"), ("body", "u-12")].map {
            VersionKey(of: SampleEvent.event(text, type: $0.0, userID: $0.1))
        }
        #expect(Set(keys.compactMap(\.self)).count == 4)
        #expect(VersionKey(of: SampleEvent.event(text, type: "body", userID: nil)) == nil)
    }

    @Test func `a key is what it was when it was stored`() throws {
        let text = "{\"data\":[{\"metadata\":{\"start_time\":\"2026-09-15\"}}]}"
        let key = try #require(VersionKey(of: SampleEvent.event(text, type: "body", userID: "u-1")))
        // The first 16 bytes of: printf 'body\0u-1\0002026-09-15' | sha256sum
        #expect(key == VersionKey(low: 0xF54C_4718_E44F_8849, high: 0xBE74_96D8_96B8_AEF8))
    }

    @Test func `more records than are compared have no key`() {
        func event(_ count: Int) -> Event {
            let data = (0..<count).map { "{\"metadata\":{\"summary_id\":\"s-\($0)\"}}" }.joined(separator: ",")
            return SampleEvent.event("{\"data\":[\(data)]}", type: "sleep")
        }
        #expect(VersionKey(of: event(256)) != nil)
        #expect(VersionKey(of: event(257)) == nil)
    }

    @Test func `the newer of two versions is the one with the larger ordering, then the later one`() {
        let key = VersionKey(low: 1, high: 2)
        func version(_ ordering: Int64, _ sequence: UInt64) -> EventVersion {
            EventVersion(key: key, ordering: ordering, sequence: sequence)
        }
        #expect(version(2, 1).isNewer(than: version(1, 2)))
        #expect(!version(1, 2).isNewer(than: version(2, 1)))
        #expect(version(1, 2).isNewer(than: version(1, 1)))
        #expect(!version(1, 1).isNewer(than: version(1, 1)))
    }
}
