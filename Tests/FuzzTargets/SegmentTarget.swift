import FaultyDisk
import Journal
import Logging
import RouterCore

/// Segments and their indexes as they may lie on a disk: what is opened must be read to its end, go on taking events, and
/// say the same after a restart.
///
/// An input is a byte of options, the size of the segment in two bytes, the segment and its index. Option 1 has the
/// checksums made right, so that what lies behind them is reached too; option 2 puts another segment behind it, so that
/// the index counts.
enum SegmentTarget {
    private static let directory = "/journal"
    private static let names = ["alpha", "beta"]
    private static let maxReads = 100_000

    static func run(_ input: [UInt8]) {
        guard input.count > 3 else { return }
        let options = input[0]
        let size = min(Int(input[1]) | Int(input[2]) << 8, input.count - 3)
        var segment = Array(input[3..<(3 + size)])
        let index = Array(input[(3 + size)...])
        if options & 1 != 0 { SegmentChecksums.repair(&segment) }
        let disk = FaultyFileSystem(seed: 1)
        disk.place(segment, at: "\(directory)/00000000000000000001.segment")
        if options & 2 != 0 {
            if !index.isEmpty { disk.place(index, at: "\(directory)/00000000000000000001.index") }
            disk.place(laterSegment, at: "\(directory)/00000000000000100000.segment")
        }
        guard let log = open(disk) else { return }
        let before = events(of: log)
        let added = append(to: log)
        log.close()
        disk.killProcess()
        guard let again = open(disk) else {
            return FuzzTarget.require(false, "what was opened once does not open again")
        }
        let after = events(of: again)
        FuzzTarget.require(after.contains { $0.id == added.id }, "what was acknowledged is not there after a restart")
        FuzzTarget.require(
            after.filter { $0.id != added.id } == before.filter { $0.id != added.id },
            "a restart changes what is there"
        )
        for name in names { _ = again.journal.release(name, upTo: again.journal.end) }
        while again.deleteReleased() {}
        while again.compactNext() {}
        again.close()
    }

    private static func open(_ disk: FaultyFileSystem) -> SegmentLog? {
        var configuration = JournalConfiguration(directory: directory, destinations: names)
        configuration.latestDestinations = ["beta"]
        configuration.segmentSize = 64 << 10
        return try? SegmentLog(
            configuration,
            fileSystem: disk,
            environment: JournalEnvironment(now: { 1_700_000_000_000 }, random: { 7 }),
            logger: Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    /// Everything that is there for anybody, in its order.
    private static func events(of log: SegmentLog) -> [Event] {
        var events: [UInt64: Event] = [:]
        for name in names {
            let reader = log.journal.reader(for: name, from: 1)
            var last: UInt64 = 0
            for count in 0... {
                FuzzTarget.require(count < maxReads, "reading does not come to an end")
                guard let some = try? reader.next(maxEvents: 10, maxBytes: 1 << 20), !some.isEmpty else { break }
                for event in some {
                    FuzzTarget.require(event.sequence > last, "sequences do not ascend")
                    last = event.sequence
                    events[event.sequence] = event
                }
            }
            _ = try? log.journal.pending(for: name, from: 1)
        }
        return events.values.sorted { $0.sequence < $1.sequence }
    }

    private static func append(to log: SegmentLog) -> Event {
        let event = Event(
            id: "one that no input holds",
            type: "auth",
            userID: nil,
            referenceID: nil,
            provider: nil,
            reference: nil,
            receivedAt: 1_700_000_000_000,
            ordering: 1,
            destinations: DestinationSet(index: 0),
            payload: Array("{}".utf8)[...]
        )
        let answers = log.commit([AppendRequest([event])])
        if case .failure(let failure)? = answers.first {
            FuzzTarget.require(false, "nothing is taken: \(failure.reason)")
        }
        return event
    }

    /// A segment as a journal leaves it, named by a sequence that leaves room before it.
    private static let laterSegment: [UInt8] = {
        let disk = FaultyFileSystem(seed: 2)
        guard let log = open(disk) else { preconditionFailure("an empty journal does not open") }
        _ = append(to: log)
        disk.killProcess()
        guard var bytes = disk.paths.first(where: { $0.hasSuffix(".segment") }).flatMap({ disk.contents[$0] }) else {
            preconditionFailure("a journal without a segment")
        }
        SegmentChecksums.rename(&bytes, to: 100_000)
        return bytes
    }()
}
