import FaultyDisk
import Journal
import RouterCore
import TestSupport

/// A journal's core on a faulty disk, for tests that say themselves what fails when.
final class SegmentLogFixture {
    static let directory = "/data/journal"

    let fileSystem: FaultyFileSystem
    let clock = ModelClock()
    let captured = LogCapture()
    private let random = ModelRandom(seed: 7)
    var configuration = JournalConfiguration(directory: directory, destinations: ["a", "b"])

    /// `seed` decides what a power cut leaves of what was not synced.
    init(seed: UInt64 = 7) {
        fileSystem = FaultyFileSystem(seed: seed)
        configuration.segmentSize = 10_000
    }

    func open() throws(JournalFailure) -> SegmentLog {
        let clock = clock
        let random = random
        return try SegmentLog(
            configuration,
            fileSystem: fileSystem,
            environment: JournalEnvironment(now: { clock.now }, random: { random.next() }),
            logger: captured.logger()
        )
    }

    /// Events of 100 bytes for destination `a` with these ids, appended one commit each.
    func append(
        _ ids: ClosedRange<Int>,
        to log: SegmentLog,
        destinations: DestinationSet = DestinationSet(index: 0)
    ) throws {
        for id in ids {
            let event = makeEvent("\(id)", receivedAt: clock.now, destinations: destinations)
            _ = try answer(of: log, to: [event])
        }
    }

    func answer(of log: SegmentLog, to events: [Event]) throws(JournalFailure) -> [AppendResult] {
        guard let answer = log.commit([AppendRequest(events)]).first else { return [] }
        return try answer.get()
    }

    /// How often a line with this `event` was written.
    func lines(_ event: String) -> Int {
        captured.lines.count { $0.metadata["event"] == event }
    }

    func names(_ suffix: String) -> [String] {
        fileSystem.paths.filter { $0.hasSuffix(suffix) }.map { String($0.dropFirst(Self.directory.count + 1)) }
    }
}
