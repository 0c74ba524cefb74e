import ConfigurationReader
import Foundation
import GRDB
import RouterCore
import SQLiteDestination
import TestSupport
import Testing

/// The file, and what can be in its way.
@Suite struct SQLiteFileTests {
    private let factory = EventFactory()

    @Test func folderAndFileAreMadeForTheOwnerAlone() async throws {
        let target = try SQLiteTarget()
        let destination = try target.makeDestination()
        try await destination.prepare()
        let day = factory.day(SampleDay(user: "u", readings: 2))
        #expect(await destination.deliver(Batch([day.event])) == .all(.delivered))
        let folder = URL(fileURLWithPath: target.path).deletingLastPathComponent().path
        #expect(try permissions(folder) == 0o700)
        for file in [target.path, "\(target.path)-wal", "\(target.path)-shm"] {
            #expect(try permissions(file) == 0o600)
        }
        let mode = try await DatabaseQueue(path: target.path).read {
            try String.fetchOne($0, sql: "PRAGMA journal_mode")
        }
        #expect(mode == "wal")
        await destination.shutdown()
    }

    @Test func aFileThatIsTakenAwayIsMadeAgain() async throws {
        let target = try SQLiteTarget()
        let destination = try target.makeDestination()
        try await destination.prepare()
        let days = (0..<2).map { factory.day(SampleDay(user: "u", day: $0, readings: 2)) }
        #expect(await destination.deliver(Batch([days[0].event])) == .all(.delivered))
        let folder = URL(fileURLWithPath: target.path).deletingLastPathComponent()
        try FileManager.default.removeItem(at: folder)
        #expect(await destination.deliver(Batch([days[1].event])) == .all(.delivered))
        #expect(try await target.rows(of: .samples) == ExpectedRows([days[1]]).of(.samples))
        await destination.shutdown()
    }

    @Test func anotherWriterIsWaitedForAndThenTheBatchIsTriedAgain() async throws {
        let target = try SQLiteTarget()
        let destination = try target.makeDestination(timeout: .milliseconds(200))
        try await destination.prepare()
        let day = factory.day(SampleDay(user: "u", readings: 2))
        var configuration = GRDB.Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: target.path, configuration: configuration)
        try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        guard case .retry(_, let reason) = await destination.deliver(Batch([day.event]))[0] else {
            Issue.record("the batch was not to be tried again")
            return
        }
        #expect(reason.contains("locked"))
        try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        #expect(await destination.deliver(Batch([day.event])) == .all(.delivered))
        await destination.shutdown()
    }

    @Test func aRowThatIsRefusedRejectsTheBatchWithoutQuotingIt() async throws {
        let target = try SQLiteTarget()
        let destination = try target.makeDestination()
        try await destination.prepare()
        try await target.execute(
            """
            CREATE TRIGGER refuse BEFORE INSERT ON terra_data_payloads WHEN NEW.user_id = 'poison'
            BEGIN SELECT RAISE(ABORT, 'not this one'); END
            """
        )
        let good = factory.day(SampleDay(user: "good", readings: 2))
        let poison = factory.day(SampleDay(user: "poison", readings: 2))
        guard case .rejected(let reason) = await destination.deliver(Batch([good.event, poison.event]))[0] else {
            Issue.record("the batch was not rejected")
            return
        }
        #expect(reason.contains("not this one") && !reason.contains("poison"))
        for table in SQLTable.allCases { #expect(try await target.rows(of: table).isEmpty) }
        #expect(await destination.deliver(Batch([good.event])) == .all(.delivered))
        await destination.shutdown()
    }

    @Test func aFileThatIsNoDatabaseNeedsAttentionAndStaysAsItIs() async throws {
        let target = try SQLiteTarget()
        let content = Data(String(repeating: "no database\n", count: 1000).utf8)
        let url = URL(fileURLWithPath: target.path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try content.write(to: url)
        try await expectAttention(target, mentioning: "no SQLite database")
        #expect(try Data(contentsOf: url) == content)
    }

    @Test func aFolderThatCannotBeMadeNeedsAttention() async throws {
        let target = try SQLiteTarget()
        let folder = URL(fileURLWithPath: target.path).deletingLastPathComponent()
        let parent = folder.deletingLastPathComponent()
        try Data().write(to: parent)
        try await expectAttention(target, mentioning: "cannot be created")
    }

    @Test func aTableOfAnotherShapeNeedsAttention() async throws {
        let target = try SQLiteTarget()
        let destination = try target.makeDestination()
        try await destination.prepare()
        await destination.shutdown()
        try await target.execute("ALTER TABLE glucose_samples DROP COLUMN trend_arrow")
        try await expectAttention(target, mentioning: "trend_arrow")
    }

    @Test(arguments: [
        ("path: data/x.sqlite", 0), ("path: ':memory:'", 1), ("path: ''", 1), ("", 1), ("path: a\nx: 1", 1),
    ])
    func everyMistakeInTheConfigurationIsReported(text: String, mistakes: Int) throws {
        let file = ConfigurationFile(text: text)
        let section = try file.root.required
        #expect((SQLiteDestination.configure(section) == nil) == (mistakes > 0 && !text.contains("x: 1")))
        section.finish()
        #expect(file.diagnostics.count == mistakes)
    }

    private func expectAttention(_ target: SQLiteTarget, mentioning text: String) async throws {
        let destination = try target.makeDestination()
        let failure = await #expect(throws: DestinationFailure.self) { try await destination.prepare() }
        guard case .needsAttention(let reason) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(reason.contains(text))
        let event = factory.day(SampleDay(user: "u", readings: 1)).event
        guard case .pause(let pause) = await destination.deliver(Batch([event]))[0] else {
            Issue.record("the batch was not held")
            return
        }
        #expect(pause.contains(text))
        await destination.shutdown()
    }

    private func permissions(_ path: String) throws -> Int {
        try (FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int).required
    }
}
