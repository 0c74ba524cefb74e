import AtRest
import LargeRequests
import RouterCore
import TestSupport
import Testing

@Suite struct LargeRequestLedgerTests {
    private static func event(
        _ type: String,
        id: String = "t",
        reference: String? = nil,
        _ payload: String = "{}"
    ) -> Event {
        Event(
            id: id,
            type: type,
            userID: "u",
            referenceID: nil,
            provider: nil,
            reference: reference,
            receivedAt: 0,
            ordering: 0,
            destinations: [],
            payload: Array(payload.utf8)[...]
        )
    }

    private static func notice(_ kind: LargeRequestNotice.Kind) throws -> LargeRequestNotice {
        let event =
            switch kind {
            case .processing: Self.event("large_request_processing", "{\"reference\":\"r\"}")
            case .sending(let expected):
                Self.event("large_request_sending", "{\"reference\":\"r\",\"expected_payloads\":\(expected ?? 0)}")
            case .chunk: Self.event("body", id: "r:chunk:1", reference: "r")
            case .data: Self.event("body", reference: "r")
            }
        return try #require(LargeRequestNotice(event))
    }

    @Test func eventsSayWhatTheyAre() throws {
        #expect(try Self.notice(.processing).kind == .processing)
        #expect(try Self.notice(.sending(expected: 4)).kind == .sending(expected: 4))
        #expect(try Self.notice(.chunk).kind == .chunk)
        #expect(try Self.notice(.data).kind == .data)
        let numbered = try #require(LargeRequestNotice(Self.event("body", reference: "r:chunk:12")))
        #expect(numbered.reference == "r" && numbered.kind == .chunk)
        #expect(LargeRequestNotice(Self.event("body")) == nil)
        #expect(LargeRequestNotice(Self.event("large_request_sending")) == nil)
    }

    @Test func completeInWhateverOrderItComes() throws {
        let kinds: [LargeRequestNotice.Kind] = [.processing, .sending(expected: 2), .chunk, .chunk]
        var random = SeededGenerator(3)
        for _ in 0..<50 {
            var ledger = LargeRequestLedger()
            var changes: [LargeRequestChange] = []
            for (index, kind) in kinds.shuffled(using: &random).enumerated() {
                // Each comes twice, as when the journal is read again after a crash.
                for _ in 0..<2 {
                    changes += ledger.note(try Self.notice(kind), sequence: UInt64(index + 1), at: Int64(index)) ?? []
                }
            }
            let request = try #require(ledger.all.first)
            #expect(request.arrived == 2 && request.expected == 2 && request.state == .complete)
            #expect(changes.count == 2)
            #expect(ledger.tick(now: 10_000_000) == [])
        }
    }

    @Test func missingChunksAreSaidOnceAnHourAfterTheLast() throws {
        var ledger = LargeRequestLedger()
        _ = ledger.note(try Self.notice(.sending(expected: 2)), sequence: 1, at: 0)
        _ = ledger.note(try Self.notice(.chunk), sequence: 2, at: 1000)
        #expect(ledger.tick(now: 3_600_999) == [])
        #expect(ledger.tick(now: 3_601_000).count == 1)
        #expect(ledger.all.first?.state == .incomplete)
        #expect(ledger.tick(now: 7_000_000) == [])
        let late = try #require(ledger.note(try Self.notice(.data), sequence: 3, at: 8_000_000))
        #expect(late.count == 1 && ledger.all.first?.state == .complete)
        #expect(ledger.tick(now: 8_000_000 + LargeRequestLedger.memory + 1) == [])
        #expect(ledger.isEmpty)
    }

    @Test func boundedAndFinishedOnesGoFirst() throws {
        var ledger = LargeRequestLedger()
        var dropped = 0
        for number in 0..<(LargeRequestLedger.capacity + 10) {
            let sending = "{\"reference\":\"r\(number)\",\"expected_payloads\":\(number % 200 == 0 ? 0 : 1)}"
            let notice = try #require(LargeRequestNotice(Self.event("large_request_sending", sending)))
            let changes = ledger.note(notice, sequence: UInt64(number + 1), at: Int64(number)) ?? []
            for case .dropped in changes { dropped += 1 }
        }
        #expect(ledger.all.count == LargeRequestLedger.capacity)
        #expect(dropped == 4, "six were complete")
    }

    @Test func whatWasCountedIsKeptInAFileThatCanBeSealed() throws {
        let directory = try TemporaryDirectory()
        let file = LargeRequestFile(path: directory.path("requests"), vault: .plain)
        #expect(try file.load().isEmpty)
        let tracker = LargeRequestTracker()
        let sending = Self.event("large_request_sending", "{\"reference\":\"r\",\"expected_payloads\":2}")
        tracker.accepted(
            [sending, Self.event("body", id: "r:chunk:0", reference: "r"), Self.event("body", reference: "r")],
            [.accepted(sequence: 1), .accepted(sequence: 2), .duplicate]
        )
        #expect(tracker.takeChanges(now: 1).count == 1 && tracker.takeChanges(now: 1).isEmpty)
        try file.save(try #require(tracker.snapshot(position: 2, always: false)))
        #expect(tracker.snapshot(position: 2, always: false) == nil)
        let again = LargeRequestTracker(try file.load())
        #expect(again.position == 2 && again.all.first?.arrived == 1)
        // The journal is read from position 2 on: what is known there counts once.
        again.note(Self.event("body", id: "r:chunk:0", reference: "r"), sequence: 2)
        #expect(again.all.first?.arrived == 1)
        again.note(Self.event("body", id: "r:chunk:1", reference: "r"), sequence: 3)
        #expect(again.all.first?.state == .complete)
    }
}
