import FaultyDisk
import Journal
import RouterCore
import TestSupport
import Testing

@Suite("Zeros ahead of the journal's end")
final class FillingTests {
    private let fixture = SegmentLogFixture()
    private let segment = SegmentLogFixture.directory + "/00000000000000000001.segment"
    private var length: Int? { fixture.fileSystem.node(segment)?.cached.count }

    init() {
        fixture.configuration.segmentSize = 1 << 20
    }

    private func expectIDs(_ range: ClosedRange<Int>, _ log: SegmentLog) throws {
        #expect(try readAll(log.journal.reader(for: "a", from: 1)).map(\.id) == range.map(String.init))
    }

    @Test("Small commits leave the file's length as it is; a segment that is closed has the length of its records")
    func fileLength() throws {
        let log = try fixture.open()
        try fixture.append(1...1, to: log)
        let filled = try #require(length)
        try fixture.append(2...50, to: log)
        #expect(length == filled)
        #expect(filled > log.journal.statistics.bytes)
        log.close()
        #expect(length == log.journal.statistics.bytes)
        let reopened = try fixture.open()
        try expectIDs(1...50, reopened)
        #expect(fixture.lines("journal.recovered") == 0)
    }

    @Test("They are filled again where commits have used them up, and never beyond the segment's size")
    func again() throws {
        let log = try fixture.open()
        var lengths: Set<Int> = []
        for id in 1...1500 {
            _ = try fixture.answer(of: log, to: [makeEvent("\(id)", size: 500)])
            if fixture.names(".segment").count == 1 { lengths.insert(length ?? 0) }
        }
        #expect(lengths.count == 4, "\(lengths)")
        #expect(lengths.max() == 1 << 20)
    }

    @Test("After a kill or a power cut they are no damage and nothing that was cut off", arguments: [true, false])
    func unclosed(isPowerCut: Bool) throws {
        let unclosed = try fixture.open()
        try fixture.append(1...20, to: unclosed)
        if isPowerCut { fixture.fileSystem.cutPower() } else { fixture.fileSystem.killProcess() }
        let log = try fixture.open()
        let recovered = fixture.captured.lines.first { $0.metadata["event"] == "journal.recovered" }
        #expect(recovered?.metadata["cut_bytes"] == "0")
        #expect(log.journal.statistics.damaged == 0)
        #expect(length == log.journal.statistics.bytes)
        try fixture.append(21...30, to: log)
        try expectIDs(1...30, log)
        #expect(fixture.names(".segment").count == 1)
    }

    @Test("A torn record before them is cut off, and its bytes are counted without them")
    func torn() throws {
        let log = try fixture.open()
        try fixture.append(1...3, to: log)
        let end = log.journal.statistics.bytes
        fixture.fileSystem.killProcess()
        let node = try #require(fixture.fileSystem.node(segment))
        node.write([1, 2, 3, 4, 5], at: end)
        let reopened = try fixture.open()
        let recovered = fixture.captured.lines.first { $0.metadata["event"] == "journal.recovered" }
        #expect(recovered?.metadata["cut_bytes"] == "5")
        try fixture.append(4...4, to: reopened)
        try expectIDs(1...4, reopened)
    }

    @Test("A disk that has no room for them has room for events, and they take nothing of the reserve")
    func shortDisk() throws {
        let log = try fixture.open()
        fixture.fileSystem.capacity = fixture.fileSystem.size + 10_000
        try fixture.append(1...5, to: log)
        #expect(length == log.journal.statistics.bytes)
        try expectIDs(1...5, log)
    }

    @Test("They are room for events where the disk is nearly full, and take nothing of the reserve")
    func reserve() throws {
        fixture.fileSystem.tellsSpace = true
        fixture.fileSystem.capacity = 400_000
        fixture.configuration.reserve = 40_000
        let log = try fixture.open()
        appendUntilRefused(to: log)
        #expect(fixture.fileSystem.size <= 360_000)
        #expect(log.journal.statistics.bytes > 350_000, "what a segment's header takes is left too")
    }

    @Test("They are not written where max_size leaves no room")
    func maxSize() throws {
        fixture.configuration.maxSize = 200_000
        let log = try fixture.open()
        appendUntilRefused(to: log)
        let segments = fixture.fileSystem.contents.filter { $0.key.hasSuffix(".segment") }
        #expect(segments.reduce(0) { $0 + $1.value.count } <= 200_000)
        #expect(log.journal.statistics.bytes > 190_000)
    }

    private func appendUntilRefused(to log: SegmentLog) {
        for id in 1...10_000 {
            do { try fixture.append(id...id, to: log) } catch { return }
        }
        Issue.record("nothing was refused")
    }
}
