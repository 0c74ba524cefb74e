import JSONScanner
import RouterCore
import Testing

@Suite struct RecordTests {
    @Test(arguments: [
        ("body", "{\"metadata\":{\"start_time\":\"2026-09-15T00:00:00.000000+01:00\"}}", "2026-09-15"),
        ("daily", "{\"metadata\":{\"start_time\":\"2026-09-15T23:30:00-11:00\",\"summary_id\":\"s\"}}", "2026-09-15"),
        ("nutrition", "{\"metadata\":{\"start_time\":\"2026-09-15\"}}", "2026-09-15"),
        ("menstruation", "{\"metadata\":{\"start_time\":\"2026-09-1\\u0035T\"}}", "2026-09-15"),
        ("activity", "{\"metadata\":{\"start_time\":\"2026-09-15T08:00:00Z\",\"summary_id\":\"sum-1\"}}", "sum-1"),
        ("sleep", "{\"metadata\":{\"summary_id\":\"sum-2\"}}", "sum-2"),
        ("planned_workout", "{\"metadata\":{\"id\":\"plan-1\",\"summary_id\":\"s\"}}", "plan-1"),
        ("hormone", "{\"timestamp\":\"2026-09-15T08:00:00Z\"}", "2026-09-15T08:00:00Z"),
        // No key, or none that can be trusted: the event's identity.
        ("body", "{\"metadata\":{\"start_time\":\"2026-02-30T00:00:00Z\"}}", "trace-1"),
        ("body", "{\"metadata\":{\"start_time\":\"15.09.2026\"}}", "trace-1"),
        ("body", "{\"metadata\":{\"start_time\":1789430400}}", "trace-1"),
        ("body", "{\"metadata\":null}", "trace-1"),
        ("body", "{}", "trace-1"),
        ("body", "7", "trace-1"),
        ("activity", "{\"metadata\":{\"summary_id\":\"\"}}", "trace-1"),
        ("activity", "{\"metadata\":{\"summary_id\":5}}", "trace-1"),
        ("sleep", "{\"metadata\":{\"summary_id\":\"a\\u0000\"}}", "trace-1"),
        ("sleep", "{\"metadata\":{\"summary_id\":\"\(String(repeating: "s", count: 513))\"}}", "trace-1"),
        ("hormone", "{\"metadata\":{}}", "trace-1"),
    ])
    func `keys a record by what its kind is keyed by`(_ type: String, element: String, value: String) {
        let payload = "{\"type\":\"\(type)\",\"user\":{\"user_id\":\"u-1\"},\"data\":[\(element)]}"
        let records = SampleEvent.event(payload, type: type).records()
        #expect(records.map(\.key) == [NaturalKey(userID: "u-1", type: type, value: value)])
        #expect(records.map(\.isData) == [true])
        #expect(records.map { text($0.document) } == [payload])
        #expect(records.compactMap(\.item).map(text) == [element])
        let withoutUser = SampleEvent.event(payload, type: type, userID: nil).records()
        #expect(withoutUser.map(\.key) == [NaturalKey(userID: nil, type: type, value: "trace-1")])
    }

    @Test func `splits an event of several days without changing a byte of them`() throws {
        let days = ["2026-08-01", "2026-08-02", "2026-08-03"].map {
            SampleEvent.day($0, samples: [SampleEvent.sample("\($0)T00:02:17+01:00", "112")])
        }
        let event = SampleEvent.event(SampleEvent.body(days), type: "body")
        let records = event.records()
        #expect(records.map(\.key.value) == ["2026-08-01", "2026-08-02", "2026-08-03"])
        #expect(records.map { text($0.document) } == days.map { SampleEvent.body([$0]) })
        #expect(records.compactMap(\.item).map(text) == days)
        #expect(records.map(\.startTime) == days.indices.map { "2026-08-0\($0 + 1)T00:00:00.000000+01:00" })
        #expect(records.map(\.endTime) == days.indices.map { "2026-08-0\($0 + 1)T23:59:59.000000+01:00" })
        for record in records { #expect(throws: Never.self) { try validateJSON(record.document) } }
    }

    @Test func `keeps elements without a key apart`() {
        let payload = "{\"type\":\"activity\",\"data\":[ {} ,\n {\"metadata\":{\"summary_id\":\"s\"}}, {} ],\"x\":1}"
        let records = SampleEvent.event(payload, type: "activity").records()
        #expect(records.map(\.key.value) == ["trace-1#0", "s", "trace-1#2"])
        #expect(
            records.map { text($0.document) } == [
                "{\"type\":\"activity\",\"data\":[{}],\"x\":1}",
                "{\"type\":\"activity\",\"data\":[{\"metadata\":{\"summary_id\":\"s\"}}],\"x\":1}",
                "{\"type\":\"activity\",\"data\":[{}],\"x\":1}",
            ]
        )
    }

    @Test(arguments: [
        ("auth", "{\"type\":\"auth\",\"user\":\(SampleEvent.user)}"), ("healthcheck", "{\"type\":\"healthcheck\"}"),
        (
            "brand_new_event",
            "{\"type\":\"brand_new_event\",\"data\":[{\"metadata\":{\"start_time\":\"2026-09-15\"}},{}]}"
        ),
        ("body", SampleEvent.body([])), ("body", "{\"type\":\"body\"}"),
        ("body", "{\"type\":\"body\",\"data\":{\"x\":1}}"),
        ("hormone", "{\"type\":\"hormone\"}"), ("body", "not JSON at all"), ("body", ""),
    ])
    func `keeps an event without data whole, under its identity`(_ type: String, payload: String) {
        let records = SampleEvent.event(payload, type: type).records()
        #expect(records.map(\.key) == [NaturalKey(userID: "u-1", type: type, value: "trace-1")])
        #expect(records.map(\.isData) == [false])
        #expect(records.map { text($0.document) } == [payload])
        #expect(records.map(\.item) == [nil])
    }

    @Test func `keeps one athlete a user`() {
        let payload = "{\"type\":\"athlete\",\"user\":\(SampleEvent.user),\"athlete\":{\"age\":null}}"
        let records = SampleEvent.event(payload, type: "athlete").records()
        #expect(records.map(\.key) == [NaturalKey(userID: "u-1", type: "athlete", value: "")])
        #expect(records.map(\.isData) == [true])
        #expect(records.compactMap(\.item).map(text) == ["{\"age\":null}"])
        let unknown = SampleEvent.event(payload, type: "athlete", userID: nil).records()
        #expect(unknown.map(\.key.value) == ["trace-1"])
    }

    @Test func `keys a hormone by a timestamp beside the data only where it can mean but one record`() {
        let head = "{\"type\":\"hormone\",\"timestamp\":\"2026-09-15T08:00:00Z\""
        #expect(keys("\(head)}") == ["2026-09-15T08:00:00Z"])
        #expect(SampleEvent.event("\(head)}", type: "hormone").records().map(\.isData) == [true])
        #expect(keys("\(head),\"data\":[{}]}") == ["2026-09-15T08:00:00Z"])
        #expect(keys("\(head),\"data\":[{},{\"timestamp\":\"t\"}]}") == ["trace-1#0", "t"])

        func keys(_ payload: String) -> [String] {
            SampleEvent.event(payload, type: "hormone").records().map(\.key.value)
        }
    }

    @Test func `leaves an event whole whose records would fill the memory`() {
        let many = String(repeating: "{},", count: 10_000) + "{}"
        let tooMany = SampleEvent.event("{\"type\":\"body\",\"data\":[\(many)]}", type: "body")
        #expect(tooMany.records().map(\.key.value) == ["trace-1"])
        let envelope = String(repeating: "x", count: 1 << 20)
        let elements =
            String(repeating: "{},", count: 99)
            + SampleEvent.day(
                "2026-09-15",
                samples: [
                    SampleEvent.sample("2026-09-15T00:02:17Z", "112")
                ]
            )
        let tooLarge = SampleEvent.event("{\"x\":\"\(envelope)\",\"data\":[\(elements)]}", type: "body")
        #expect(tooLarge.records().map(\.isData) == [false])
        #expect(tooLarge.contents().readings.map(\.record) == [0])
    }

    @Test func `comes to an end on whatever the disk gives back`() {
        let payload = Array(
            SampleEvent.body([
                SampleEvent.day("2026-09-15", samples: [SampleEvent.sample("2026-09-15T00:02:17Z", "112")]),
                SampleEvent.day("2026-09-16", samples: []),
            ]).utf8
        )
        for length in 0..<payload.count {
            let cut = SampleEvent.event(String(decoding: payload[..<length], as: UTF8.self), type: "body")
            #expect(cut.contents().records.count >= 1)
            #expect(cut.userChanges().count == 1)
            var changed = payload
            changed[length] = UInt8(truncatingIfNeeded: length &* 37)
            let damaged = SampleEvent.event(String(decoding: changed, as: UTF8.self), type: "body")
            #expect(damaged.contents().records.count >= 1)
        }
    }
}
