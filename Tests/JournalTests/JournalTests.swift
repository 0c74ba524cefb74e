import FaultyDisk
import Foundation
import Journal
import RouterCore
import Synchronization
import Testing

@Suite("The journal on real files", .timeLimit(.minutes(5)))
struct JournalTests {
    private func configuration(_ folder: String) -> JournalConfiguration {
        JournalConfiguration(directory: folder + "/data/journal", destinations: ["a", "b"])
    }

    @Test("Concurrent appends all get a sequence of their own, share commits, and are read once, also after reopening")
    func concurrentAppends() async throws {
        try await withTemporaryFolder { folder in
            var configuration = configuration(folder)
            configuration.segmentSize = 1 << 20
            let journal = try await Journal.open(configuration, logger: silentLogger)
            let lastEnd = Mutex<UInt64>(0)
            let now = Int64(Date().timeIntervalSince1970 * 1000)
            journal.observe("test") { end in lastEnd.withLock { $0 = end } }
            let sequences = try await withThrowingTaskGroup(of: [UInt64].self) { group in
                for writer in 0..<64 {
                    group.addTask {
                        var sequences: [UInt64] = []
                        for number in 0..<50 {
                            let events = (0..<3).map {
                                makeEvent("\(writer)-\(number)-\($0)", size: 400, receivedAt: now)
                            }
                            for result in try await journal.append(events) {
                                if case .accepted(let sequence) = result { sequences.append(sequence) }
                            }
                        }
                        return sequences
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(sequences.sorted() == Array(1...9600))
            #expect(journal.end == 9601)
            let statistics = journal.statistics
            #expect(statistics.appended == 9600)
            #expect(statistics.commits < 3200, "appends that came during a sync go together")
            #expect(statistics.segments > 3)
            let events = try readAll(journal.reader(for: "a", from: 1))
            #expect(events.map(\.sequence) == Array(1...9600))
            #expect(try readAll(journal.reader(for: "b", from: 1)).isEmpty)
            await journal.close()
            #expect(lastEnd.withLock { $0 } == 9601)

            let reopened = try await Journal.open(configuration, logger: silentLogger)
            #expect(try readAll(reopened.reader(for: "a", from: 1)) == events)
            #expect(try await reopened.append([makeEvent("0-0-0", receivedAt: now)]) == [.duplicate])
            await reopened.close()
        }
    }

    @Test("Of the same event appended by many at once one is accepted, and the rest are duplicates")
    func concurrentDuplicates() async throws {
        try await withTemporaryFolder { folder in
            let journal = try await Journal.open(configuration(folder), logger: silentLogger)
            let accepted = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<200 {
                    group.addTask { try await journal.append([makeEvent("one")]).count { $0 != .duplicate } }
                }
                return try await group.reduce(0, +)
            }
            #expect(accepted == 1)
            #expect(journal.statistics.duplicates == 199)
            await journal.close()
        }
    }

    @Test("Folders are 0700 and files 0600")
    func permissions() async throws {
        try await withTemporaryFolder { folder in
            let journal = try await Journal.open(configuration(folder), logger: silentLogger)
            _ = try await journal.append([makeEvent("1")])
            await journal.close()
            func mode(_ path: String) throws -> Int? {
                try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            }
            #expect(try mode(folder + "/data") == 0o700)
            #expect(try mode(folder + "/data/journal") == 0o700)
            let names = try FileManager.default.contentsOfDirectory(atPath: folder + "/data/journal").sorted()
            #expect(names == ["00000000000000000001.index", "00000000000000000001.segment", "lock"])
            for name in names { #expect(try mode(folder + "/data/journal/" + name) == 0o600) }
        }
    }

    @Test("A second journal on the folder is refused, until the first is closed; then appends to the first fail")
    func lock() async throws {
        try await withTemporaryFolder { folder in
            let configuration = configuration(folder)
            let first = try await Journal.open(configuration, logger: silentLogger)
            let failure = await #expect(throws: JournalFailure.self) {
                _ = try await Journal.open(configuration, logger: silentLogger)
            }
            #expect(failure?.reason.contains(configuration.directory) == true)
            await first.close()
            let second = try await Journal.open(configuration, logger: silentLogger)
            await #expect(throws: JournalFailure.closed) { _ = try await first.append([makeEvent("1")]) }
            await second.close()
        }
    }

    @Test("What has been released is deleted without anybody waiting for it")
    func release() async throws {
        try await withTemporaryFolder { folder in
            var configuration = configuration(folder)
            configuration.segmentSize = 20_000
            let journal = try await Journal.open(configuration, logger: silentLogger)
            for number in 0..<20 {
                _ = try await journal.append((0..<10).map { makeEvent("\(number)-\($0)", size: 500) })
            }
            #expect(journal.statistics.segments > 5)
            #expect(try journal.pending(for: "a", from: 101).events == 100)
            journal.release("a", upTo: journal.end)
            // The writer deletes what is due before it closes.
            while journal.statistics.segments > 1 { await Task.yield() }
            #expect(journal.waitingDestinations.isEmpty)
            await journal.close()
        }
    }

    @Test("More than may wait for the disk is refused at once")
    func queueLimit() async throws {
        try await withTemporaryFolder { folder in
            let fileSystem = GatedFileSystem()
            var configuration = configuration(folder)
            configuration.maxQueuedSize = 10_000
            let journal = try await Journal.open(configuration, fileSystem: fileSystem, logger: silentLogger)
            fileSystem.closeGate()
            let first = Task { try await journal.append([makeEvent("1", size: 9000)]) }
            while !fileSystem.isSyncWaiting { await Task.yield() }
            #expect(journal.end == 1, "nothing is acknowledged before the sync has returned")
            let failure = await #expect(throws: JournalFailure.self) {
                _ = try await journal.append([makeEvent("2", size: 2000)])
            }
            guard case .full = failure else {
                Issue.record("\(String(describing: failure)) is not full")
                return
            }
            fileSystem.openGate()
            #expect(try await first.value == [.accepted(sequence: 1)])
            #expect(try await journal.append([makeEvent("2", size: 20_000)]) == [.accepted(sequence: 2)])
            await journal.close()
        }
    }

    @Test("What is queued when the journal closes is committed first")
    func closeDrains() async throws {
        try await withTemporaryFolder { folder in
            let fileSystem = GatedFileSystem()
            let journal = try await Journal.open(configuration(folder), fileSystem: fileSystem, logger: silentLogger)
            fileSystem.closeGate()
            let append = Task { try await journal.append([makeEvent("1")]) }
            while !fileSystem.isSyncWaiting { await Task.yield() }
            async let closing: Void = journal.close()
            fileSystem.openGate()
            await closing
            #expect(try await append.value == [.accepted(sequence: 1)])
        }
    }

    @Test("After a failed sync the journal repairs itself, and takes events again")
    func repairs() async throws {
        try await withTemporaryFolder { folder in
            let fileSystem = GatedFileSystem()
            let journal = try await Journal.open(configuration(folder), fileSystem: fileSystem, logger: silentLogger)
            _ = try await journal.append([makeEvent("1")])
            fileSystem.failSyncs(2)
            await #expect(throws: JournalFailure.self) { _ = try await journal.append([makeEvent("2")]) }
            #expect(journal.failure != nil)
            while journal.failure != nil { await Task.yield() }
            #expect(try await journal.append([makeEvent("2")]) == [.accepted(sequence: 2)])
            #expect(try readAll(journal.reader(for: "a", from: 1)).map(\.id) == ["1", "2"])
            await journal.close()
        }
    }
}
