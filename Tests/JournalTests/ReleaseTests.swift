import FaultyDisk
import Journal
import RouterCore
import Synchronization
import TestSupport
import Testing

@Suite("When the journal deletes what was released")
struct ReleaseTests {
    private let fixture = SegmentLogFixture()
    private func open() throws -> (journal: Journal, duties: JournalDuties) {
        fixture.fileSystem.tellsSpace = true
        let clock = fixture.clock
        let start = ContinuousClock.now
        var environment = JournalEnvironment(now: { clock.now }, random: { 7 })
        environment.instant = { start + .milliseconds(clock.now - 1_700_000_000_000) }
        return try Journal.openWithoutThreads(
            fixture.configuration,
            fileSystem: fixture.fileSystem,
            environment: environment,
            logger: fixture.captured.logger()
        )
    }

    /// Appends an event of 100 bytes; returns whether it was taken.
    private func append(_ id: Int, to opened: (journal: Journal, duties: JournalDuties)) -> Bool {
        let taken = Mutex(false)
        opened.journal.append(
            [makeEvent("\(id)", receivedAt: fixture.clock.now)],
            completion: AppendCompletion { result in
                if case .success = result { taken.withLock { $0 = true } }
            }
        )
        opened.duties.step()
        return taken.withLock { $0 }
    }

    private var segments: Int { fixture.names(".segment").count }

    @Test("With the maintenance, where there is much room")
    func withMaintenance() throws {
        let opened = try open()
        for id in 1...40 { #expect(append(id, to: opened)) }
        let before = segments
        #expect(before > 3)
        opened.journal.release("a", upTo: opened.journal.end)
        #expect(!opened.duties.hasWork)
        #expect(segments == before)
        fixture.clock.advance(by: 5000)
        for _ in 0..<before { opened.duties.step() }
        #expect(segments == 1)
    }

    @Test("At once, where the disk is small")
    func onSmallDisk() throws {
        fixture.fileSystem.capacity = 4 << 30
        let opened = try open()
        for id in 1...40 { #expect(append(id, to: opened)) }
        opened.journal.release("a", upTo: opened.journal.end)
        #expect(opened.duties.hasWork)
        for _ in 0..<segments { opened.duties.step() }
        #expect(segments == 1)
    }

    @Test("At once, where max_size is near, and events are taken again")
    func nearMaxSize() throws {
        fixture.configuration.maxSize = 60_000
        let opened = try open()
        let refused = try #require((1...2000).first { !append($0, to: opened) })
        #expect(opened.journal.failure != nil)
        let before = segments
        opened.journal.release("a", upTo: opened.journal.end)
        #expect(opened.duties.hasWork)
        for _ in 0..<before { opened.duties.step() }
        #expect(segments < before)
        #expect(opened.journal.failure == nil)
        #expect(append(refused, to: opened))
    }
}
