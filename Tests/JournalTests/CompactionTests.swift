import FaultyDisk
import Journal
import RouterCore
import Testing

@Suite("Compaction")
struct CompactionTests {
    private static let both: DestinationSet = [DestinationSet(index: 0), DestinationSet(index: 1)]

    private let fixture: SegmentLogFixture

    init() {
        fixture = SegmentLogFixture()
        fixture.configuration.latestDestinations = ["a"]
        fixture.configuration.segmentSize = 16_000
    }

    /// A version of a user's day; its ordering is its number.
    private func version(
        _ number: Int,
        of user: String,
        to destinations: DestinationSet = DestinationSet(index: 0)
    ) -> Event {
        let filler = String(repeating: "x", count: number)
        let payload = "{\"data\":[{\"filler\":\"\(filler)\",\"metadata\":{\"start_time\":\"2026-09-15\"}}]}"
        var event = Event(
            id: "\(user)-\(number)",
            type: "body",
            userID: user,
            referenceID: nil,
            provider: "DEXCOM",
            reference: nil,
            receivedAt: fixture.clock.now,
            ordering: Int64(number),
            destinations: destinations,
            payload: Array(payload.utf8)[...]
        )
        event.versionKey = VersionKey(of: event)
        return event
    }

    private func append(
        _ numbers: ClosedRange<Int>,
        of users: [String],
        to log: SegmentLog,
        destinations: DestinationSet = DestinationSet(index: 0)
    ) throws {
        for number in numbers {
            _ = try fixture.answer(of: log, to: users.map { version(number, of: $0, to: destinations) })
        }
    }

    private func compactAll(_ log: SegmentLog) {
        while log.compactNext() {}
    }

    /// Without the headers of the segments.
    private func recordBytes(_ log: SegmentLog) -> Int {
        log.journal.statistics.bytes - 8192 * log.journal.statistics.segments
    }

    private func ids(_ log: SegmentLog, _ destination: String) throws -> [String] {
        try readAll(log.journal.reader(for: destination, from: 1)).map(\.id)
    }

    @Test("Of a day of 20 users, 288 versions each, about one each is left, and every newest")
    func day() throws {
        fixture.configuration.segmentSize = 64 << 10
        var log = try fixture.open()
        let users = (0..<20).map { "user-\($0)" }
        try append(1...288, of: users, to: log)
        let before = recordBytes(log)
        compactAll(log)
        let after = recordBytes(log)
        #expect(before > 1_500_000)
        // The newest segment stays as it is, and one before it may be half superseded.
        #expect(after < 4 * (64 << 10), "\(before) bytes before, \(after) after")
        for _ in 0..<2 {
            let reader = log.journal.reader(for: "a", from: 1)
            let events = try readAll(reader)
            #expect(Set(events.suffix(20).map(\.id)) == Set(users.map { "\($0)-288" }))
            #expect(events.count + reader.takeCompactedCount() == 20 * 288)
            #expect(try log.journal.pending(for: "a", from: 1).events == events.count)
            let old = events.dropLast(20).compactMap { event in
                VersionKey(of: event).map {
                    EventVersion(key: $0, ordering: event.ordering, sequence: event.sequence)
                }
            }
            #expect(log.journal.superseded(old, for: "a") == Set(old.map(\.sequence)))
            #expect(log.journal.superseded(old, for: "b").isEmpty)
            #expect(log.journal.isCompacted(1))
            #expect(!log.journal.isCompacted(20 * 288))
            // Deduplication goes by the indexes, which still know everything.
            let again = try fixture.answer(of: log, to: [1, 100, 288].map { version($0, of: "user-7") })
            #expect(again == [.duplicate, .duplicate, .duplicate])
            fixture.fileSystem.killProcess()
            log = try fixture.open()
        }
    }

    @Test("What another destination has not released stays; when it has, the room is given back")
    func otherDestination() throws {
        let log = try fixture.open()
        try append(1...100, of: ["u", "v"], to: log, destinations: Self.both)
        let before = recordBytes(log)
        compactAll(log)
        #expect(recordBytes(log) == before)
        _ = log.journal.release("b", upTo: 101)
        compactAll(log)
        #expect(recordBytes(log) < before * 3 / 4)
        #expect(try ids(log, "a").suffix(2) == ["u-100", "v-100"])
        #expect(try ids(log, "b").suffix(100) == (51...100).flatMap { ["u-\($0)", "v-\($0)"] })
        _ = log.journal.release("b", upTo: 201)
        compactAll(log)
        #expect(recordBytes(log) < before / 4)
        #expect(try ids(log, "a").suffix(2) == ["u-100", "v-100"])
    }

    @Test("A version that comes late is the one that goes")
    func late() throws {
        let log = try fixture.open()
        _ = try fixture.answer(of: log, to: [version(1000, of: "u")])
        try append(1...99, of: ["u"], to: log)
        try fixture.append(1...40, to: log)
        compactAll(log)
        let left = try ids(log, "a").filter { $0.hasPrefix("u-") }
        #expect(left.first == "u-1000")
        #expect(left.count < 20)
    }

    @Test("Events without a key, of a destination that wants every version, or of one that is not configured, stay")
    func others() throws {
        var log = try fixture.open()
        try fixture.append(1...100, to: log)
        try append(1...100, of: ["u"], to: log, destinations: DestinationSet(index: 1))
        compactAll(log)
        #expect(try ids(log, "a").count == 100)
        #expect(try ids(log, "b").count == 100)
        log.close()
        fixture.configuration.destinations = ["b"]
        fixture.configuration.latestDestinations = ["a", "b"]
        log = try fixture.open()
        compactAll(log)
        #expect(try ids(log, "a").count == 100)
        #expect(try ids(log, "b").count < 50)
        #expect(try ids(log, "b").last == "u-100")
    }

    @Test("What is kept for replay stays, but for what newer versions supersede for everybody")
    func keep() throws {
        fixture.configuration.keep = .seconds(60)
        let log = try fixture.open()
        try append(1...200, of: ["u"], to: log, destinations: Self.both)
        try append(1...200, of: ["v"], to: log)
        _ = log.journal.release("b", upTo: 201)
        compactAll(log)
        #expect(try ids(log, "b").count == 200)
        #expect(try ids(log, "a").count < 1200)
        fixture.clock.advance(by: 61_000)
        compactAll(log)
        #expect(try ids(log, "a").count < 120)
    }

    @Test("A reader that has the old file open reads it to its end and goes on")
    func openReader() throws {
        let log = try fixture.open()
        try append(1...200, of: ["u"], to: log)
        let reader = log.journal.reader(for: "a", from: 1)
        let first = try reader.next(maxEvents: 1, maxBytes: 1)
        compactAll(log)
        let rest = try readAll(reader)
        #expect(first.map(\.id) == ["u-1"])
        #expect(rest.first?.id == "u-2")
        #expect(rest.last?.id == "u-200")
        #expect(rest.count + reader.takeCompactedCount() == 199)
        // It has read on in the first segment, most of which is gone now.
        #expect(rest.prefix(20).map(\.id) == (2...21).map { "u-\($0)" })
    }

    @Test("A reader of the newest segment finds what came later, when that has been sealed and compacted")
    func openReaderOfNewest() throws {
        let log = try fixture.open()
        let reader = log.journal.reader(for: "a", from: 1)
        for number in 1...10 {
            try append(number...number, of: ["u"], to: log)
            // Larger than what is there so far, so that more is left after compaction than the reader has seen.
            try fixture.append((100 * number)...(100 * number), to: log)
            #expect(try readAll(reader).map(\.id) == ["u-\(number)", "\(100 * number)"])
        }
        try append(11...40, of: ["u"], to: log)
        try fixture.append(2000...2030, to: log)
        try append(41...80, of: ["u"], to: log)
        try append(81...81, of: ["u"], to: log)
        compactAll(log)
        let rest = try readAll(reader).map(\.id)
        #expect(rest.filter { !$0.hasPrefix("u-") } == (2000...2030).map { "\($0)" })
        #expect(rest.last == "u-81")
        #expect(rest.count + reader.takeCompactedCount() == 30 + 31 + 41)
        #expect(rest.count < 80)
    }

    @Test("Whenever the machine stops, what is needed is there after it", arguments: 0..<4 as Range<UInt64>)
    func crashes(seed: UInt64) throws {
        var isDone = false
        var step = 0
        while !isDone {
            let fixture = SegmentLogFixture(seed: seed)
            fixture.configuration.latestDestinations = ["a"]
            let tests = CompactionTests(fixture)
            var log = try fixture.open()
            try tests.append(1...40, of: ["u"], to: log)
            try fixture.append(1...10, to: log)
            try tests.append(41...90, of: ["u"], to: log)
            fixture.fileSystem.operationsUntilDeath = step
            tests.compactAll(log)
            isDone = fixture.fileSystem.operationsUntilDeath != 0
            fixture.fileSystem.heal()
            if step % 3 == 0 { fixture.fileSystem.killProcess() } else { fixture.fileSystem.cutPower() }
            log = try fixture.open()
            for _ in 0..<2 {
                let ids = try tests.ids(log, "a")
                #expect(ids.filter { !$0.hasPrefix("u-") } == (1...10).map { "\($0)" }, "step \(step)")
                #expect(ids.last == "u-90", "step \(step)")
                #expect(log.journal.statistics.damaged == 0, "step \(step)")
                let duplicate = try fixture.answer(of: log, to: [tests.version(1, of: "u")])
                #expect(duplicate == [.duplicate], "step \(step)")
                #expect(fixture.names(".tmp").isEmpty, "step \(step)")
                tests.compactAll(log)
            }
            step += 1
        }
        #expect(step > 30)
    }

    @Test("A segment in which something needed is damaged stays as it is, for readers to report")
    func damaged() throws {
        let log = try fixture.open()
        try fixture.append(1...1, to: log)
        try append(1...200, of: ["u"], to: log)
        let path = try #require(fixture.fileSystem.paths.first { $0.hasSuffix(".segment") })
        let node = try #require(fixture.fileSystem.node(path))
        node.flip(1, at: 8192 + 150)
        let size = node.cached.count
        compactAll(log)
        #expect(fixture.fileSystem.node(path)?.cached.count == size)
        #expect(recordBytes(log) < 3 * size)
        #expect(try ids(log, "a").last == "u-200")
        #expect(log.journal.statistics.damaged == 1)
    }

    @Test("Where more things have versions than are remembered, nothing is lost")
    func manyThings() throws {
        fixture.configuration.maxVersionKeys = 16
        let log = try fixture.open()
        let users = (0..<50).map { "user-\($0)" }
        try append(1...20, of: users, to: log)
        compactAll(log)
        let left = Set(try ids(log, "a"))
        #expect(users.allSatisfy { left.contains("\($0)-20") })
    }

    @Test("On a full disk a segment stays as it is")
    func fullDisk() throws {
        let log = try fixture.open()
        try append(1...100, of: ["u"], to: log)
        fixture.fileSystem.capacity = fixture.fileSystem.size + 100
        let before = fixture.fileSystem.size
        compactAll(log)
        #expect(fixture.fileSystem.size == before)
        #expect(fixture.names(".tmp").isEmpty)
        #expect(try ids(log, "a").count == 100)
    }
}

extension CompactionTests {
    private init(_ fixture: SegmentLogFixture) {
        self.fixture = fixture
    }
}
