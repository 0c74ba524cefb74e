import Journal
import RouterCore
import Testing

@Suite("What the journal still holds, read again")
struct ArchiveTests {
    private let fixture = SegmentLogFixture()
    private let start: Int64 = 1_700_000_000_000

    /// 200 events, one a minute, in several segments; every third names nobody.
    private func filled() throws -> SegmentLog {
        let log = try fixture.open()
        for id in 1...200 {
            fixture.clock.advance(by: 60_000)
            try fixture.append(id...id, to: log, destinations: id % 3 == 0 ? [] : DestinationSet(index: id % 2))
        }
        #expect(fixture.names(".segment").count > 3)
        return log
    }

    private func read(_ log: SegmentLog, _ received: Range<Int64>, from position: UInt64 = 1) throws -> [UInt64] {
        let reader = log.journal.archiveReader(from: position, received: received)
        var sequences: [UInt64] = []
        while reader.position < log.journal.end {
            sequences += try reader.next(maxEvents: 7, maxBytes: 1 << 20).map(\.sequence)
        }
        return sequences
    }

    @Test("Every event of a stretch of time is read once, whomever it names, and lies in the span")
    func stretch() throws {
        let log = try filled()
        for (first, last) in [(1, 200), (40, 41), (1, 1), (77, 160), (200, 200)] {
            let received = (start + Int64(first) * 60_000)..<(start + Int64(last) * 60_000 + 1)
            let expected = Array(UInt64(first)...UInt64(last))
            #expect(try read(log, received) == expected)
            let span = log.journal.span(from: received.lowerBound, to: received.upperBound)
            #expect(try read(log, received, from: span.sequences.lowerBound) == expected)
            #expect(span.sequences.lowerBound <= UInt64(first) && span.sequences.upperBound > UInt64(last))
            #expect(span.reachesBackTo == start + 60_000)
            #expect(!span.hasLost)
        }
        let early = log.journal.span(from: start, to: start + 30 * 60_000)
        #expect(early.sequences.upperBound < 100, "what was received much later is not looked through")
        #expect(log.journal.span(from: start + 86_400_000, to: .max).sequences.isEmpty)
    }

    @Test("What is read again stays although its time is over, and the span says what is gone")
    func held() throws {
        let log = try filled()
        for name in ["a", "b"] { _ = log.journal.release(name, upTo: log.journal.end) }
        log.journal.hold(50..<100, for: "a")
        while log.deleteReleased() {}
        #expect(log.journal.oldest <= 50)
        #expect(log.journal.oldest > 1)
        let span = log.journal.span(from: 0, to: .max)
        #expect(span.hasLost)
        #expect(span.reachesBackTo == start + Int64(log.journal.oldest) * 60_000)
        log.journal.hold(nil, for: "a")
        while log.deleteReleased() {}
        #expect(fixture.names(".segment").count == 1)
    }
}
