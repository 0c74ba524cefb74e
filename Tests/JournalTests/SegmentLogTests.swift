import FaultyDisk
import Journal
import RouterCore
import Testing

@Suite("The journal's core")
struct SegmentLogTests {
    private let fixture = SegmentLogFixture()

    @Test("A file of a newer format is refused, and nothing is changed")
    func newerVersion() throws {
        let log = try fixture.open()
        try fixture.append(1...40, to: log)
        fixture.fileSystem.killProcess()
        let path = try #require(fixture.fileSystem.paths.first { $0.hasSuffix(".index") })
        let node = try #require(fixture.fileSystem.node(path))
        var prologue = Array(node.cached[..<12])
        prologue[8] = 5
        let checksum = CRC32C.checksum(prologue[...])
        node.write(prologue + withUnsafeBytes(of: checksum.littleEndian) { Array($0) }, at: 0)
        let before = fixture.fileSystem.paths.map { fixture.fileSystem.node($0)?.cached }
        let failure = #expect(throws: JournalFailure.self) { try fixture.open() }
        #expect(failure?.reason.contains(path) == true)
        #expect(failure?.reason.contains("newer version") == true)
        #expect(fixture.fileSystem.paths.map { fixture.fileSystem.node($0)?.cached } == before)
    }

    @Test("An index of an older format is made again from its segment")
    func olderVersion() throws {
        let log = try fixture.open()
        try fixture.append(1...40, to: log)
        fixture.fileSystem.killProcess()
        let path = try #require(fixture.fileSystem.paths.first { $0.hasSuffix(".index") })
        let node = try #require(fixture.fileSystem.node(path))
        var prologue = Array(node.cached[..<12])
        prologue[8] = 1
        let checksum = CRC32C.checksum(prologue[...])
        node.write(prologue + withUnsafeBytes(of: checksum.littleEndian) { Array($0) }, at: 0)
        let again = try fixture.open()
        #expect(try readAll(again.journal.reader(for: "a", from: 1)).map(\.sequence) == Array(1...40))
        #expect(node !== fixture.fileSystem.node(path))
        let event = makeEvent("1", receivedAt: fixture.clock.now)
        #expect(try fixture.answer(of: again, to: [event]) == [.duplicate])
    }

    @Test("A folder that is in use is refused by its name, and free again after close")
    func lock() throws {
        let log = try fixture.open()
        let failure = #expect(throws: JournalFailure.self) { try fixture.open() }
        #expect(failure?.reason.contains(SegmentLogFixture.directory) == true)
        log.close()
        _ = try fixture.open()
    }

    @Test("On a full disk nothing counts, and the next append tries again")
    func diskFull() throws {
        fixture.configuration.segmentSize = 1 << 20
        let log = try fixture.open()
        try fixture.append(1...3, to: log)
        fixture.fileSystem.capacity = fixture.fileSystem.size + 150
        let refused = makeEvent("refused", size: 300_000)
        let failure = #expect(throws: JournalFailure.self) { try fixture.answer(of: log, to: [refused]) }
        guard case .diskFull = failure else {
            Issue.record("\(String(describing: failure)) is not diskFull")
            return
        }
        #expect(log.journal.failure == failure)
        #expect(!log.needsRepair)
        fixture.fileSystem.heal()
        #expect(try fixture.answer(of: log, to: [refused]) == [.accepted(sequence: 4)])
        #expect(log.journal.failure == nil)
        #expect(try readAll(log.journal.reader(for: "a", from: 1)).map(\.id) == ["1", "2", "3", "refused"])
    }

    @Test("After a failed sync intake is closed until repaired, and what failed is no duplicate's original")
    func failedSync() throws {
        let log = try fixture.open()
        try fixture.append(1...3, to: log)
        fixture.fileSystem.syncsUntilFailure = 0
        let event = makeEvent("4", receivedAt: fixture.clock.now)
        #expect(throws: JournalFailure.self) { try fixture.answer(of: log, to: [event]) }
        #expect(log.needsRepair)
        #expect(throws: JournalFailure.self, "the disk is well, but not yet verified") {
            try fixture.answer(of: log, to: [event])
        }
        #expect(log.repair())
        #expect(fixture.names(".segment").count == 2)
        #expect(try fixture.answer(of: log, to: [event]) == [.accepted(sequence: 4)])
        #expect(try fixture.answer(of: log, to: [event]) == [.duplicate])
        #expect(try readAll(log.journal.reader(for: "a", from: 1)).map(\.id) == ["1", "2", "3", "4"])
    }

    @Test(
        "What is found after a failed sync and a kill is durable, also where it cannot be written again",
        arguments: 0..<40 as Range<UInt64>,
        [false, true]
    )
    func failedSyncThenKill(seed: UInt64, isUnreadable: Bool) throws {
        let fixture = SegmentLogFixture(seed: seed)
        fixture.configuration.segmentSize = 100_000
        let log = try fixture.open()
        try fixture.append(1...30, to: log)
        fixture.fileSystem.syncsUntilFailure = 0
        let unacknowledged = (31...60).map { makeEvent("\($0)", receivedAt: fixture.clock.now) }
        #expect(throws: JournalFailure.self) { try fixture.answer(of: log, to: unacknowledged) }
        fixture.fileSystem.killProcess()
        if isUnreadable {
            let path = try #require(fixture.fileSystem.paths.first { $0.hasSuffix(".segment") })
            try #require(fixture.fileSystem.node(path)).unreadable = [8192..<8193]
        } else {
            fixture.fileSystem.writesUntilFailure = 0
            fixture.fileSystem.writeFailure = FileSystemError.noSpace
        }
        let again = try fixture.open()
        fixture.fileSystem.heal()
        let found = readableIDs(in: again)
        fixture.fileSystem.cutPower()
        #expect(try readableIDs(in: fixture.open()) == found)
        #expect(found.starts(with: isUnreadable ? [] : (1...30).map(String.init)))
        #expect(found.contains("30"))
    }

    /// What can be read; a block that cannot be is tried until it counts as damaged.
    private func readableIDs(in log: SegmentLog) -> [String] {
        let reader = log.journal.reader(for: "a", from: 1)
        for _ in 0..<20 {
            if let events = try? readAll(reader) { return events.map(\.id) }
        }
        return []
    }

    @Test("In a commit that fails, only duplicates of what was durable before are answered")
    func duplicatesOfFailedCommit() throws {
        let log = try fixture.open()
        try fixture.append(1...1, to: log)
        let old = makeEvent("1", receivedAt: fixture.clock.now)
        let new = makeEvent("2", receivedAt: fixture.clock.now)
        fixture.fileSystem.syncsUntilFailure = 0
        let answers = log.commit([[old], [new], [new], [old, new]].map { AppendRequest($0) })
        #expect(try answers[0].get() == [.duplicate])
        for answer in answers.dropFirst() { #expect(throws: JournalFailure.self) { try answer.get() } }
        #expect(log.repair())
        let again = log.commit([[old], [new], [new], [old, new]].map { AppendRequest($0) })
        #expect(
            try again.map { try $0.get() } == [
                [.duplicate], [.accepted(sequence: 2)], [.duplicate], [.duplicate, .duplicate],
            ]
        )
    }

    @Test("A block that cannot be read is tried again before its records are set aside; their neighbours survive")
    func unreadableBlock() throws {
        let log = try fixture.open()
        try fixture.append(1...30, to: log)
        let path = try #require(fixture.fileSystem.paths.first { $0.hasSuffix(".segment") })
        try #require(fixture.fileSystem.node(path)).unreadable = [8400..<8401]
        let reader = log.journal.reader(for: "a", from: 1)
        var failures = 0
        var events: [Event] = []
        while events.isEmpty, failures < 20 {
            do { events = try readAll(reader) } catch { failures += 1 }
        }
        #expect(failures == 4)
        // The block of 4 KiB holds the rest of the first segment.
        #expect(events.first.map { $0.sequence > 1 } == true)
        #expect(events.map(\.sequence) == Array((31 - UInt64(events.count))...30))
        #expect(log.journal.statistics.damaged == 30 - events.count)
        #expect(fixture.names(".record").count == 1)
    }

    @Test("Records beside a block that cannot be read are had one by one, without waiting for the block each time")
    func besideUnreadableBlock() throws {
        fixture.configuration.segmentSize = 100_000
        let log = try fixture.open()
        try fixture.append(1...100, to: log)
        let path = try #require(fixture.fileSystem.paths.first { $0.hasSuffix(".segment") })
        try #require(fixture.fileSystem.node(path)).unreadable = [16_400..<16_401]
        let reader = log.journal.reader(for: "a", from: 1)
        var failures = 0
        for sequence: UInt64 in [3, 2, 4, 1] {
            var events: [Event]?
            while events == nil, failures < 20 {
                reader.seek(to: sequence)
                do { events = try reader.next(maxEvents: 1, maxBytes: 1) } catch { failures += 1 }
            }
            #expect(events?.map(\.sequence) == [sequence])
        }
        #expect(failures == 4)
    }

    @Test("Every record but the damaged one is read, and it is counted once however many read it")
    func damagedRecord() throws {
        let log = try fixture.open()
        try fixture.append(1...5, to: log, destinations: [DestinationSet(index: 0), DestinationSet(index: 1)])
        let path = try #require(fixture.fileSystem.paths.first { $0.hasSuffix(".segment") })
        let size = RecordCodec.size(of: makeEvent("1"))
        // The header of the second record, and the body of the fourth.
        let node = try #require(fixture.fileSystem.node(path))
        node.flip(1, at: 8192 + size + 20)
        node.flip(1, at: 8192 + 3 * size + 100)
        for name in ["a", "b", "a"] {
            #expect(try readAll(log.journal.reader(for: name, from: 1)).map(\.sequence) == [1, 3, 5])
        }
        #expect(log.journal.statistics.damaged == 2)
        #expect(fixture.names(".record").count == 2)
    }

    @Test("Damaged bytes beyond the limit are counted, but not kept")
    func damagedLimit() throws {
        fixture.configuration.maxDamagedSize = 250
        let log = try fixture.open()
        try fixture.append(1...5, to: log)
        let path = try #require(fixture.fileSystem.paths.first { $0.hasSuffix(".segment") })
        let size = RecordCodec.size(of: makeEvent("1"))
        for position in [1, 3] { try #require(fixture.fileSystem.node(path)).flip(1, at: 8192 + position * size + 90) }
        #expect(try readAll(log.journal.reader(for: "a", from: 1)).map(\.sequence) == [1, 3, 5])
        #expect(log.journal.statistics.damaged == 2)
        #expect(fixture.names(".record").count == 1)
    }

    @Test("A reader asking below the oldest goes on there and is counted; one beyond the end goes on at the end")
    func positionsOutside() throws {
        let log = try fixture.open()
        try fixture.append(1...60, to: log)
        _ = log.journal.release("a", upTo: 40)
        while log.deleteReleased() {}
        let oldest = log.journal.statistics.oldest
        #expect(oldest > 2)
        #expect(try readAll(log.journal.reader(for: "a", from: 1)).first?.sequence == oldest)
        #expect(log.journal.statistics.skips == 0, "who has read nothing yet has missed nothing")
        #expect(try readAll(log.journal.reader(for: "a", from: 2)).first?.sequence == oldest)
        #expect(log.journal.statistics.skips == 1)
        let ahead = log.journal.reader(for: "a", from: 1000)
        #expect(try readAll(ahead).isEmpty)
        try fixture.append(61...61, to: log)
        #expect(try readAll(ahead).map(\.sequence) == [61])
    }

    @Test("A reader goes to any position and back, in sealed segments and in the newest")
    func seek() throws {
        let log = try fixture.open()
        try fixture.append(1...60, to: log)
        let reader = log.journal.reader(for: "a", from: 1)
        for position in [60, 1, 33, 7, 59, 20, 58] as [UInt64] {
            reader.seek(to: position)
            #expect(reader.position == position)
            #expect(try reader.next(maxEvents: 1, maxBytes: 0).map(\.sequence) == [position])
            #expect(reader.position == position + 1)
            #expect(
                try reader.next(maxEvents: 2, maxBytes: 1 << 20).first?.sequence == (position < 60 ? position + 1 : nil)
            )
        }
    }

    @Test("A record that somebody planted in a payload is not taken for one when the record around it is damaged")
    func plantedRecord() throws {
        let log = try fixture.open()
        try fixture.append(1...1, to: log)
        var planted: [UInt8] = []
        var fake = makeEvent("fake")
        fake.sequence = 3
        RecordCodec.encode(fake, into: &planted)
        let carrier = Event(
            id: "carrier",
            type: "body",
            userID: nil,
            referenceID: nil,
            provider: nil,
            reference: nil,
            receivedAt: 0,
            ordering: 0,
            destinations: DestinationSet(index: 0),
            payload: planted[...]
        )
        _ = try fixture.answer(of: log, to: [carrier])
        try fixture.append(3...4, to: log)
        let path = try #require(fixture.fileSystem.paths.first { $0.hasSuffix(".segment") })
        let size = RecordCodec.size(of: makeEvent("1"))
        try #require(fixture.fileSystem.node(path)).flip(1, at: 8192 + size + 10)
        #expect(try readAll(log.journal.reader(for: "a", from: 1)).map(\.id) == ["1", "3", "4"])
    }
}
