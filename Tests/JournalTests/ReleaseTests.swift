import FaultyDisk
import Journal
import RouterCore
import Synchronization
import TestSupport
import Testing

@Suite("When the journal deletes what was released")
struct ReleaseTests {
    private let fixture = SegmentLogFixture()
    private let journal: Journal
    private let duties: JournalDuties

    init() throws {
        fixture.configuration.maxSize = 60_000
        let clock = fixture.clock
        let start = ContinuousClock.now
        var environment = JournalEnvironment(now: { clock.now }, random: { 7 })
        environment.instant = { start + .milliseconds(clock.now - 1_700_000_000_000) }
        (journal, duties) = try Journal.openWithoutThreads(
            fixture.configuration,
            fileSystem: fixture.fileSystem,
            environment: environment,
            logger: fixture.captured.logger()
        )
    }

    /// Appends an event of 100 bytes; returns whether it was taken.
    private func append(_ id: Int) -> Bool {
        let taken = Mutex(false)
        let event = makeEvent("\(id)", receivedAt: fixture.clock.now)
        journal.append(
            [event],
            completion: AppendCompletion { result in
                if case .success = result { taken.withLock { $0 = true } }
            }
        )
        duties.step()
        return taken.withLock { $0 }
    }

    @Test("With the maintenance, not on the spot")
    func withMaintenance() {
        for id in 1...40 { #expect(append(id)) }
        let segments = fixture.names(".segment").count
        #expect(segments > 3)
        journal.release("a", upTo: journal.end)
        #expect(!duties.hasWork)
        #expect(fixture.names(".segment").count == segments)
        fixture.clock.advance(by: 5000)
        for _ in 0..<segments { duties.step() }
        #expect(fixture.names(".segment").count == 1)
    }

    @Test("At once where there is no room")
    func withoutRoom() throws {
        let refused = try #require((1...2000).first { !append($0) })
        #expect(journal.failure != nil)
        let segments = fixture.names(".segment").count
        journal.release("a", upTo: journal.end)
        #expect(duties.hasWork)
        for _ in 0..<segments { duties.step() }
        #expect(fixture.names(".segment").count < segments)
        #expect(journal.failure == nil)
        #expect(append(refused))
    }
}
