import FaultyDisk
import Journal
import RouterCore
import Testing

@Suite("Destinations that come and go while the journal is open")
struct DestinationTests {
    private let fixture = SegmentLogFixture()
    private let third = DestinationSet(index: 2)

    @Test("A new table begins a new segment with the next append, and readers know both")
    func newTable() throws {
        var log = try fixture.open()
        try fixture.append(1...3, to: log, destinations: DestinationSet(index: 1))
        try log.journal.use(destinations: ["a", "b", "c"])
        #expect(fixture.names(".segment").count == 1)
        try fixture.append(4...6, to: log, destinations: [third, DestinationSet(index: 1)])
        #expect(fixture.names(".segment").count == 2)
        #expect(try readAll(log.journal.reader(for: "b", from: 1)).map(\.sequence) == Array(1...6))
        #expect(try readAll(log.journal.reader(for: "c", from: 1)).map(\.sequence) == Array(4...6))
        #expect(try log.journal.pending(for: "c", from: 1).events == 3)
        fixture.fileSystem.cutPower()
        fixture.configuration.destinations = ["c", "a"]
        log = try fixture.open()
        #expect(try readAll(log.journal.reader(for: "c", from: 1)).map(\.sequence) == Array(4...6))
        #expect(log.journal.waitingDestinations == ["b", "c"])
    }

    @Test("A table that changes while nothing is in the segment leaves one segment")
    func emptySegment() throws {
        let log = try fixture.open()
        try log.journal.use(destinations: ["a", "b", "c"])
        try fixture.append(1...1, to: log, destinations: third)
        try log.journal.use(destinations: ["a", "b", "c", "d"])
        try log.journal.use(destinations: ["a", "b", "c"])
        try fixture.append(2...2, to: log, destinations: third)
        #expect(fixture.names(".segment").count == 1)
        #expect(try readAll(log.journal.reader(for: "c", from: 1)).map(\.sequence) == [1, 2])
    }

    @Test("More than 64 destinations, or one name twice, are refused and change nothing")
    func refused() throws {
        let log = try fixture.open()
        #expect(throws: JournalFailure.self) { try log.journal.use(destinations: (0...64).map { "d\($0)" }) }
        #expect(throws: JournalFailure.self) { try log.journal.use(destinations: ["a", "a"]) }
        #expect(log.journal.destinations == ["a", "b"])
    }

    @Test("What was forgotten stays forgotten after a power cut, though another destination holds the segment")
    func forget() throws {
        let both: DestinationSet = [DestinationSet(index: 0), DestinationSet(index: 1)]
        var log = try fixture.open()
        try fixture.append(1...20, to: log, destinations: both)
        _ = try log.journal.forget("b")
        #expect(log.journal.waitingDestinations == ["a"])
        fixture.fileSystem.cutPower()
        log = try fixture.open()
        #expect(log.journal.waitingDestinations == ["a"])
        #expect(try readAll(log.journal.reader(for: "b", from: 1)).isEmpty)
        #expect(try log.journal.pending(for: "b", from: 1).events == 0)
        try fixture.append(21...25, to: log, destinations: both)
        #expect(try readAll(log.journal.reader(for: "b", from: 1)).map(\.sequence) == Array(21...25))
        #expect(try readAll(log.journal.reader(for: "a", from: 1)).map(\.sequence) == Array(1...25))
        #expect(log.journal.waitingDestinations == ["a", "b"])
    }

    @Test("A damaged list of what was forgotten forgets nothing")
    func damagedList() throws {
        var log = try fixture.open()
        try fixture.append(1...5, to: log, destinations: DestinationSet(index: 1))
        _ = try log.journal.forget("b")
        log.close()
        let file = try fixture.fileSystem.open(SegmentLogFixture.directory + "/forgotten", .write)
        _ = try [UInt8(0xff)].withUnsafeBytes { bytes throws(FileSystemError) in try file.write(bytes, at: 20) }
        try file.synchronize()
        log = try fixture.open()
        #expect(log.journal.waitingDestinations == ["b"])
    }
}
