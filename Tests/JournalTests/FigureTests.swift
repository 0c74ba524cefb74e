import Foundation
import Journal
import RouterCore
import Testing

/// Figures of speed on real files, for a machine that does nothing else: `JOURNAL_FIGURES=1`.
@Suite("Figures", .serialized, .enabled(if: ProcessInfo.processInfo.environment["JOURNAL_FIGURES"] != nil))
struct FigureTests {
    private let clock = ContinuousClock()

    private func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }

    @Test("CRC-32C runs at 1.5 GB/s or more")
    func checksum() {
        let bytes = [UInt8](repeating: 0x5A, count: 1 << 20)
        var best = Duration.seconds(1000)
        for round in 0..<200 {
            let time = clock.measure { #expect(CRC32C.checksum(bytes[...], seed: UInt32(round)) != 0) }
            best = min(best, time)
        }
        let rate = Double(bytes.count) / seconds(best) / 1e9
        print("CRC-32C: \(rate) GB/s")
        #expect(rate >= 1.5)
    }

    @Test("64 appenders of single events of 1.3 KB: tens of thousands a second")
    func singleEvents() async throws {
        try await withTemporaryFolder { folder in
            let configuration = JournalConfiguration(directory: folder + "/journal", destinations: ["a", "b", "c"])
            let journal = try await Journal.open(configuration, logger: silentLogger)
            let rounds = 3000
            let start = clock.now
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<64 {
                    group.addTask {
                        for number in 0..<rounds {
                            _ = try await journal.append([makeEvent("\(writer)-\(number)", size: 1300)])
                        }
                    }
                }
                try await group.waitForAll()
            }
            let rate = Double(64 * rounds) / seconds(clock.now - start)
            let statistics = journal.statistics
            print("64 appenders: \(Int(rate)) events/s, \(64 * rounds / statistics.commits) a commit,", terminator: " ")
            print("sync p50 \(statistics.syncP50) p99 \(statistics.syncP99)")
            #expect(rate >= 10_000)
            await journal.close()
        }
    }

    @Test("Batches of 100 events of 1.3 KB: near the disk's speed")
    func batches() async throws {
        try await withTemporaryFolder { folder in
            let configuration = JournalConfiguration(directory: folder + "/journal", destinations: ["a", "b", "c"])
            let journal = try await Journal.open(configuration, logger: silentLogger)
            let rounds = 250
            let start = clock.now
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<16 {
                    group.addTask {
                        for number in 0..<rounds {
                            let events = (0..<100).map { makeEvent("\(writer)-\(number)-\($0)", size: 1300) }
                            _ = try await journal.append(events)
                        }
                    }
                }
                try await group.waitForAll()
            }
            let time = seconds(clock.now - start)
            let statistics = journal.statistics
            print("batches of 100: \(Int(Double(statistics.bytes) / time / 1e6)) MB/s,", terminator: " ")
            print("\(Int(Double(statistics.appended) / time)) events/s,", terminator: " ")
            print("sync p50 \(statistics.syncP50) p99 \(statistics.syncP99)")
            #expect(Double(statistics.bytes) / time >= 50e6)
            await journal.close()
        }
    }

    @Test("A journal with a million events waiting opens in under a second, closed properly or not")
    func opening() async throws {
        try await withTemporaryFolder { folder in
            let configuration = JournalConfiguration(directory: folder + "/journal", destinations: ["a", "b", "c"])
            let environment = JournalEnvironment(now: { 1_700_000_000_000 }, random: { .random(in: 0...(.max)) })
            func open() throws(JournalFailure) -> SegmentLog {
                try SegmentLog(
                    configuration,
                    fileSystem: POSIXFileSystem(),
                    environment: environment,
                    logger: silentLogger
                )
            }
            var log: SegmentLog? = try open()
            for number in 0..<200 {
                let events = (0..<5000).map { makeEvent("\(number)-\($0)", size: 1300) }
                _ = try log?.commit([AppendRequest(events)]).first?.get()
            }
            // Without closing: the newest segment is scanned.
            log = nil
            for kind in ["unclean", "clean"] {
                let time = clock.measure { log = try? open() }
                print("opening 1,000,000 events (\(kind)): \(time)")
                #expect(log?.journal.end == 1_000_001)
                #expect(time < .seconds(1))
                log?.close()
                log = nil
            }
            log = try open()
            let reader = try #require(log?.journal.reader(for: "a", from: 1))
            var count = 0
            let time = try clock.measure {
                while case let events = try reader.next(maxEvents: 500, maxBytes: 4 << 20), !events.isEmpty {
                    count += events.count
                }
            }
            print("reading them: \(Int(Double(count) / seconds(time))) events/s")
            #expect(count == 1_000_000)
        }
    }
}
