import FaultyDisk
import Foundation
import Journal
import RouterCore
import Testing

@Suite("What the journal does at its limits")
struct CapacityTests {
    private let fixture = SegmentLogFixture()

    /// Appends events one by one until one is refused; returns how many were taken, and why one was not.
    private func fill(_ log: SegmentLog, from first: Int = 1, size: Int = 100) -> (taken: Int, failure: JournalFailure?)
    {
        for id in first..<(first + 2000) {
            do throws(JournalFailure) {
                _ = try fixture.answer(of: log, to: [makeEvent("\(id)", size: size, receivedAt: fixture.clock.now)])
            } catch {
                return (id - first, error)
            }
        }
        return (2000, nil)
    }

    private func deliver(_ log: SegmentLog, upTo position: UInt64? = nil) {
        _ = log.journal.release("a", upTo: position ?? log.journal.end)
        while log.deleteReleased() {}
        log.lookForRoom()
    }

    private func ids(_ log: SegmentLog) throws -> [Int] {
        try readAll(log.journal.reader(for: "a", from: 1)).compactMap { Int($0.id) }
    }

    @Test("Over max_size everything new is refused, said once, until there is room for a segment; nothing is lost")
    func size() throws {
        fixture.configuration.maxSize = 60_000
        let log = try fixture.open()
        let (taken, failure) = fill(log)
        guard case .full = failure else {
            Issue.record("\(String(describing: failure)) is not full")
            return
        }
        #expect(log.journal.statistics.bytes <= 60_000)
        #expect(log.journal.failure == failure)
        for id in 5000..<5010 {
            #expect(throws: try #require(failure)) { try fixture.answer(of: log, to: [makeEvent("\(id)", size: 1)]) }
        }
        #expect(fixture.lines("journal.full") == 1)
        // What is there already is known still.
        let known = makeEvent("1", receivedAt: fixture.clock.now)
        #expect(try fixture.answer(of: log, to: [known]) == [.duplicate])
        #expect(try ids(log) == Array(1...taken))
        log.lookForRoom()
        #expect(fixture.lines("journal.ok") == 0)
        deliver(log, upTo: UInt64(taken) / 2)
        #expect(log.journal.failure == nil)
        #expect(fixture.lines("journal.ok") == 1)
        let again = fill(log, from: 10_000)
        #expect(again.taken > 10)
        #expect(fixture.lines("journal.full") == 2)
        #expect(log.journal.statistics.bytes <= 60_000)
    }

    @Test(
        "A full journal opens again by itself although all that fills it is the newest segment",
        arguments: [false, true]
    )
    func largeNewest(afterRestart: Bool) throws {
        fixture.configuration.maxSize = 60_000
        var log = try fixture.open()
        _ = try fixture.answer(of: log, to: [makeEvent("large", size: 45_000)])
        #expect(throws: JournalFailure.self) { try fixture.answer(of: log, to: [makeEvent("2", size: 9000)]) }
        #expect(log.journal.failure != nil)
        if afterRestart {
            log.close()
            log = try fixture.open()
        }
        deliver(log)
        #expect(log.journal.failure == nil)
        #expect(try fixture.answer(of: log, to: [makeEvent("2", size: 40_000)]) == [.accepted(sequence: 2)])
    }

    @Test("One that is unusually large is refused alone, where there is room for others")
    func unusuallyLarge() throws {
        fixture.configuration.maxSize = 100_000
        let log = try fixture.open()
        try fixture.append(1...10, to: log)
        #expect(throws: JournalFailure.self) { try fixture.answer(of: log, to: [makeEvent("large", size: 90_000)]) }
        #expect(log.journal.failure == nil)
        try fixture.append(11...20, to: log)
        #expect(fixture.lines("journal.full") == 0)
    }

    @Test("A disk smaller than a segment may be fills and opens again like any other", arguments: [false, true])
    func smallDisk(afterRestart: Bool) throws {
        fixture.configuration.segmentSize = JournalConfiguration(directory: "", destinations: []).segmentSize
        fixture.fileSystem.tellsSpace = true
        fixture.fileSystem.capacity = 8 << 20
        var log = try fixture.open()
        // Small events: an index is large beside them.
        while log.journal.failure == nil {
            let events = (0..<200).map { _ in makeEvent(UUID().uuidString, size: 50, receivedAt: fixture.clock.now) }
            _ = try? fixture.answer(of: log, to: events)
        }
        #expect(fixture.fileSystem.size > 6 << 20)
        if afterRestart {
            log.close()
            log = try fixture.open()
        }
        deliver(log)
        #expect(log.journal.failure == nil)
        #expect(fixture.fileSystem.size < 3 << 20)
        let end = log.journal.end
        #expect(try fixture.answer(of: log, to: [makeEvent("new")]) == [.accepted(sequence: end)])
    }

    @Test("On a disk that tells its room the reserve is left free, and intake opens again by itself")
    func reserve() throws {
        fixture.fileSystem.tellsSpace = true
        fixture.fileSystem.capacity = 100_000
        let log = try fixture.open()
        let (taken, failure) = fill(log)
        guard case .diskFull = failure else {
            Issue.record("\(String(describing: failure)) is not diskFull")
            return
        }
        #expect(fixture.fileSystem.size <= 90_000)
        #expect(taken > 40)
        #expect(log.journal.failure == failure)
        #expect(!log.needsRepair)
        for id in 5000..<5010 {
            #expect(throws: try #require(failure)) { try fixture.answer(of: log, to: [makeEvent("\(id)")]) }
        }
        #expect(fixture.lines("disk.full") == 1)
        #expect(try ids(log) == Array(1...taken))
        deliver(log)
        #expect(log.journal.failure == nil)
        #expect(fixture.lines("disk.ok") == 1)
        #expect(try fixture.answer(of: log, to: [makeEvent("new")]) == [.accepted(sequence: UInt64(taken) + 1)])
    }

    @Test("Somebody else takes the room, and gives it back: refused and taken again without a restart")
    func room() throws {
        fixture.fileSystem.tellsSpace = true
        fixture.fileSystem.capacity = 1 << 20
        let log = try fixture.open()
        try fixture.append(1...10, to: log)
        fixture.fileSystem.capacity = fixture.fileSystem.size
        #expect(throws: JournalFailure.self) { try fixture.append(11...11, to: log) }
        log.lookForRoom()
        #expect(log.journal.failure != nil)
        fixture.fileSystem.capacity = 1 << 20
        log.lookForRoom()
        #expect(log.journal.failure == nil)
        try fixture.append(11...20, to: log)
        #expect(try ids(log) == Array(1...20))
        #expect(fixture.lines("disk.full") == 1)
        #expect(fixture.lines("disk.ok") == 1)
    }

    @Test("A disk that says nothing of its room is tried with every append, and its being full is said once")
    func silentDisk() throws {
        fixture.configuration.segmentSize = 1 << 20
        let log = try fixture.open()
        try fixture.append(1...3, to: log)
        fixture.fileSystem.capacity = fixture.fileSystem.size + 150
        for _ in 0..<5 {
            #expect(throws: JournalFailure.self) { try fixture.answer(of: log, to: [makeEvent("4", size: 300_000)]) }
            log.lookForRoom()
        }
        #expect(fixture.lines("disk.full") == 1)
        fixture.fileSystem.heal()
        #expect(try fixture.answer(of: log, to: [makeEvent("4", size: 300_000)]) == [.accepted(sequence: 4)])
        #expect(fixture.lines("disk.ok") == 1)
        #expect(log.journal.failure == nil)
        #expect(try ids(log) == [1, 2, 3, 4])
    }

    @Test("Segments that are kept for replay go where the disk needs their room")
    func keptSegments() throws {
        fixture.fileSystem.tellsSpace = true
        fixture.fileSystem.capacity = 100_000
        fixture.configuration.keep = .seconds(1_000_000)
        fixture.configuration.deduplicateFor = .zero
        let log = try fixture.open()
        var last = 0
        for _ in 0..<50 {
            try fixture.append((last + 1)...(last + 20), to: log)
            last += 20
            _ = log.journal.release("a", upTo: log.journal.end)
            // Nothing is old enough to be deleted but the indexes of what is gone.
            #expect(!log.deleteReleased())
        }
        #expect(fixture.fileSystem.size <= 90_000)
        #expect(fixture.lines("disk.full") == 0)
        #expect(log.journal.end == 1001)
    }

    @Test("The machine's own disk tells its room")
    func machine() throws {
        let space = try #require(POSIXFileSystem().space(of: "/"))
        #expect(space.total > 0)
        #expect((0...space.total).contains(space.free))
        #expect(POSIXFileSystem().space(of: "/nowhere/at/all") == nil)
    }
}
