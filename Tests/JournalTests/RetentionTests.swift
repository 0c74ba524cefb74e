import FaultyDisk
import Journal
import RouterCore
import Testing

@Suite("What the journal keeps and deletes")
struct RetentionTests {
    private let fixture = SegmentLogFixture()
    private let both: DestinationSet = [DestinationSet(index: 0), DestinationSet(index: 1)]

    @Test("A segment goes when all that its records name have released it; who is not named does not hold it")
    func release() throws {
        let log = try fixture.open()
        try fixture.append(1...20, to: log)
        try fixture.append(21...60, to: log, destinations: both)
        let segments = fixture.names(".segment").count
        _ = log.journal.release("a", upTo: 61)
        while log.deleteReleased() {}
        let left = fixture.names(".segment")
        #expect(left.count < segments)
        #expect(try readAll(log.journal.reader(for: "b", from: 1)).map(\.sequence) == Array(21...60))
        _ = log.journal.release("b", upTo: 61)
        while log.deleteReleased() {}
        #expect(fixture.names(".segment") == [try #require(left.last)], "the newest is never deleted")
    }

    @Test("A destination that is no longer configured holds its segments until it is forgotten")
    func unconfigured() throws {
        var log = try fixture.open()
        try fixture.append(1...40, to: log, destinations: both)
        log.close()
        fixture.configuration.destinations = ["a"]
        log = try fixture.open()
        try fixture.append(41...41, to: log)
        _ = log.journal.release("a", upTo: 41)
        while log.deleteReleased() {}
        #expect(log.journal.waitingDestinations == ["a", "b"])
        #expect(try readAll(log.journal.reader(for: "b", from: 1)).count == 40)
        _ = log.journal.release("b", upTo: log.journal.end)
        while log.deleteReleased() {}
        #expect(log.journal.waitingDestinations == ["a"])
        #expect(fixture.names(".segment").count == 1)
    }

    @Test("A release frees something where it passes the last record that a complete segment has for the destination")
    func frees() throws {
        let log = try fixture.open()
        try fixture.append(1...60, to: log)
        try fixture.append(61...62, to: log, destinations: both)
        try fixture.append(63...160, to: log)
        let starts = fixture.names(".segment").compactMap { UInt64($0.prefix(20)) }.sorted()
        try #require(starts.count >= 4)
        func freeing(_ name: String) -> UInt64? { (1...log.journal.end).first { log.journal.frees(name, upTo: $0) } }
        for next in starts.dropFirst() {
            #expect(freeing("a") == next)
            _ = log.journal.release("a", upTo: next)
        }
        #expect(freeing("a") == nil, "more is added to the newest")
        #expect(freeing("b") == 63)
        #expect(freeing("unheard of") == nil)
        _ = log.journal.release("b", upTo: 63)
        #expect(freeing("b") == nil)
    }

    @Test("A released destination cannot let go of what comes later")
    func releaseBeyondEnd() throws {
        let log = try fixture.open()
        try fixture.append(1...1, to: log)
        _ = log.journal.release("a", upTo: .max)
        try fixture.append(2...60, to: log)
        while log.deleteReleased() {}
        #expect(try readAll(log.journal.reader(for: "a", from: 1)).map(\.sequence) == Array(1...60))
    }

    @Test("Sequences go on where they were after everything was delivered and deleted")
    func sequencesGoOn() throws {
        var log = try fixture.open()
        try fixture.append(1...40, to: log)
        for _ in 0..<3 {
            _ = log.journal.release("a", upTo: log.journal.end)
            while log.deleteReleased() {}
            log.close()
            fixture.fileSystem.cutPower()
            log = try fixture.open()
            #expect(log.journal.end == 41)
        }
        #expect(try fixture.answer(of: log, to: [makeEvent("new")]) == [.accepted(sequence: 41)])
    }

    @Test("At its size the journal is full, until something is delivered")
    func full() throws {
        fixture.configuration.maxSize = 60_000
        let log = try fixture.open()
        var accepted = 0
        var failure: JournalFailure?
        while failure == nil, accepted < 1000 {
            do throws(JournalFailure) {
                _ = try fixture.answer(of: log, to: [makeEvent("\(accepted)")])
                accepted += 1
            } catch {
                failure = error
            }
        }
        guard case .full = failure else {
            Issue.record("\(String(describing: failure)) is not full")
            return
        }
        #expect(log.journal.statistics.bytes <= 60_000)
        _ = log.journal.release("a", upTo: log.journal.end)
        while log.deleteReleased() {}
        let event = makeEvent("\(accepted)")
        #expect(try fixture.answer(of: log, to: [event]) == [.accepted(sequence: UInt64(accepted) + 1)])
    }

    @Test("Delivered segments are kept for replay as long as asked for, unless the room is needed")
    func keep() throws {
        fixture.configuration.keep = .seconds(60)
        fixture.configuration.maxSize = 80_000
        let log = try fixture.open()
        try fixture.append(1...40, to: log)
        _ = log.journal.release("a", upTo: 41)
        while log.deleteReleased() {}
        #expect(try readAll(log.journal.reader(for: "a", from: 1)).count == 40)
        for id in 41...1000 {
            _ = try fixture.answer(of: log, to: [makeEvent("\(id)", receivedAt: fixture.clock.now)])
            _ = log.journal.release("a", upTo: log.journal.end)
        }
        #expect(log.journal.statistics.oldest > 41)
        #expect(log.journal.statistics.bytes <= 80_000)
        fixture.clock.advance(by: 61_000)
        while log.deleteReleased() {}
        #expect(fixture.names(".segment").count == 1)
    }

    @Test("Duplicates are known after their segment was deleted and the process has ended, until the window is over")
    func deduplication() throws {
        fixture.configuration.deduplicateFor = .seconds(100)
        var log = try fixture.open()
        try fixture.append(1...40, to: log)
        _ = log.journal.release("a", upTo: 41)
        while log.deleteReleased() {}
        #expect(fixture.names(".segment").count == 1)
        #expect(fixture.names(".index").count > 1)
        fixture.fileSystem.cutPower()
        fixture.clock.advance(by: 100_000)
        log = try fixture.open()
        let first = makeEvent("1", receivedAt: fixture.clock.now)
        #expect(try fixture.answer(of: log, to: [first]) == [.duplicate])
        fixture.clock.advance(by: 1000)
        let later = makeEvent("1", receivedAt: fixture.clock.now)
        #expect(try fixture.answer(of: log, to: [later]) == [.accepted(sequence: 41)])
        while log.deleteReleased() {}
        #expect(fixture.names(".index").isEmpty)
        #expect(log.journal.statistics.duplicates == 1)
    }

    @Test("The newest identities are remembered, as many as there may be")
    func deduplicationEntries() throws {
        fixture.configuration.maxDeduplicationEntries = 2000
        let log = try fixture.open()
        try fixture.append(1...5000, to: log)
        let results = try fixture.answer(
            of: log,
            to: [3001, 5000, 4000, 3000].map { makeEvent("\($0)", receivedAt: fixture.clock.now) }
        )
        #expect(results == [.duplicate, .duplicate, .duplicate, .accepted(sequence: 5001)])
        #expect(try fixture.answer(of: log, to: [makeEvent("3001", receivedAt: fixture.clock.now)]) != [.duplicate])
    }

    @Test("What waits is counted from any position")
    func pending() throws {
        let log = try fixture.open()
        for id in 1...50 {
            fixture.clock.advance(by: 10)
            try fixture.append(id...id, to: log, destinations: DestinationSet(index: id % 2))
        }
        for position in 1...51 as ClosedRange<UInt64> {
            let waiting = (position...51).filter { $0 <= 50 && $0 % 2 == 1 }
            let oldest = waiting.first.map { 1_700_000_000_000 + Int64($0) * 10 }
            #expect(
                try log.journal.pending(for: "b", from: position)
                    == PendingEvents(events: waiting.count, bytes: 100 * waiting.count, oldestReceivedAt: oldest)
            )
        }
        #expect(try log.journal.pending(for: "nobody", from: 1) == PendingEvents())
    }
}
