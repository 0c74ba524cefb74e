import AtRest
import Delivery
import Foundation
import GRDB
import RouterCore
import Synchronization
import TestSupport
import Testing

@Suite("Encryption of a courier's file", .timeLimit(.minutes(5)))
struct EncryptionTests {
    private static let user = "user-5c0ff1de"

    private let keys: [MasterKey]

    init() throws {
        keys = try (UInt8(1)...2).map { first in try #require(MasterKey((0..<32).map { first &+ $0 })) }
    }

    /// Refuses some for good and some for now, until it is told not to.
    private final class Refusing: Sendable {
        let isOver = Mutex(false)

        var destination: ScriptedDestination {
            ScriptedDestination { [self] batch in
                let isOver = isOver.withLock { $0 }
                return .each(
                    batch.events.map {
                        if isOver { return .delivered }
                        switch $0.sequence % 10 {
                        case 3: return .rejected(reason: "too long")
                        case 5: return .retry(after: nil, reason: "not now")
                        default: return .delivered
                        }
                    }
                )
            }
        }
    }

    /// Whether the file, its log or its index hold the bytes anywhere.
    private func isOnDisk(_ text: String, _ rig: CourierRig) throws -> Bool {
        try FileManager.default.contentsOfDirectory(atPath: rig.folder).contains { name in
            let data = try Data(contentsOf: URL(filePath: "\(rig.folder)/\(name)"))
            return data.range(of: Data(text.utf8)) != nil
        }
    }

    /// Delivers twenty events, of which two die and two are tried again, whose records are then in the file.
    private func fill(_ rig: CourierRig) async throws {
        try await rig.append(20, user: Self.user, bytes: 777)
        let courier = try await rig.start(Refusing().destination)
        try await eventually("two are dead and two wait") {
            let status = await courier.status()
            return status.deadLetters == 2 && status.retryQueue == 2 && status.backlog.events == 0
        }
        // At its end a courier releases all, and so copies what waits into its file.
        await rig.stop()
    }

    private let payload = String(repeating: " ", count: 777)

    @Test("No payload, no user and no identity is in the file; what waits is sent, what died is shown and sent again")
    func secrecy() async throws {
        let rig = try CourierRig()
        rig.vault = Vault(KeyRing(writing: keys[0], reading: []))
        try await fill(rig)
        for secret in [payload, Self.user, "event-3", "event-13"] {
            #expect(try !isOnDisk(secret, rig), "\(secret.prefix(20))")
        }
        let letters = try rig.deadLetters()
        let list = try letters.list(limit: 10)
        #expect(list.map(\.sequence) == [3, 13])
        #expect(list.allSatisfy { $0.userID == Self.user && $0.eventID.hasPrefix("event-") })
        #expect(try letters.show(list[0].id)?.event?.payload.count == 777)
        #expect(try letters.retry(.all) == 2)
        let destination = ScriptedDestination()
        let courier = try await rig.start(destination)
        try await eventually("all are delivered") { await courier.status().sinceStart.delivered == 4 }
        #expect(Set(destination.sequences) == [3, 5, 13, 15])
        #expect(destination.event(13)?.payload.count == 777)
        #expect(destination.event(5)?.userID == Self.user)
        await rig.stop()
    }

    @Test("The same file in the clear holds them, so that the search would find them")
    func clear() async throws {
        let rig = try CourierRig()
        try await fill(rig)
        for text in [payload, Self.user] { #expect(try isOnDisk(text, rig)) }
    }

    @Test("Order of a user is kept across a restart, although the file does not say who it is")
    func order() async throws {
        let rig = try CourierRig()
        rig.settings.order = .user
        rig.vault = Vault(KeyRing(writing: keys[0], reading: []))
        try await rig.append(3, user: Self.user)
        let failing = ScriptedDestination { _ in .each([.retry(after: nil, reason: "not now")]) }
        let courier = try await rig.start(failing)
        try await eventually("the first waits") { await courier.status().retryQueue > 0 }
        await rig.stop()
        let destination = ScriptedDestination()
        let again = try await rig.start(destination)
        try await eventually("all are delivered") { await again.status().sinceStart.delivered == 3 }
        #expect(destination.sequences == [1, 2, 3])
        await rig.stop()
    }

    @Test("Without its key, or with another, the file is refused with the key's id, and stays as it is")
    func missingKey() async throws {
        let rig = try CourierRig()
        rig.vault = Vault(KeyRing(writing: keys[0], reading: []))
        try await fill(rig)
        for ring in [KeyRing.none, KeyRing(writing: keys[1], reading: [])] {
            rig.vault = Vault(ring)
            let expected = CourierStoreFailure.missingKey(path: rig.file, wanted: [keys[0].id], listed: ring.ids)
            #expect("\(expected)".contains(keys[0].id.description))
            await #expect(throws: expected) { try await rig.start(ScriptedDestination()) }
            #expect(throws: expected) { _ = try rig.deadLetters() }
        }
        rig.vault = Vault(KeyRing(writing: keys[0], reading: []))
        #expect(try rig.deadLetters().count() == 2)
    }

    @Test("A file of the format before encryption is taken over, and sealed")
    func oldFormat() async throws {
        let rig = try CourierRig()
        try await fill(rig)
        let database = try DatabaseQueue(path: rig.file)
        try await database.write { db in
            try db.execute(sql: "DROP TABLE record_keys; DROP TABLE replays; ALTER TABLE retries DROP COLUMN replay_id")
            try db.execute(sql: "ALTER TABLE retries ADD COLUMN record BLOB")
            try db.execute(sql: "UPDATE retries SET record = c.record FROM retry_records c WHERE c.id = retries.id")
            try db.execute(sql: "DROP TABLE retry_records")
            try db.execute(sql: "ALTER TABLE progress DROP COLUMN superseded")
            try db.execute(sql: "ALTER TABLE progress DROP COLUMN dropped")
            try db.execute(sql: "ALTER TABLE progress DROP COLUMN skipped")
            try db.execute(sql: "PRAGMA user_version = 1")
        }
        try database.close()
        rig.vault = Vault(KeyRing(writing: keys[0], reading: []))
        try await rig.start(Refusing().destination)
        try await eventually("every record is written anew") { rig.lines("encryption.sealed").count == 1 }
        await rig.stop()
        #expect(try rig.deadLetters().list(limit: 10).map(\.userID) == [Self.user, Self.user])
        let records = try await DatabaseQueue(path: rig.file).read {
            try Data.fetchAll($0, sql: "SELECT record FROM dead_letters UNION ALL SELECT record FROM retry_records")
        }
        #expect(records.count == 4)
        #expect(records.allSatisfy { rig.vault.isCurrent(Array($0)) })
    }

    /// From what is written with to what is written with later.
    private static let changes: [(from: Int?, to: Int?)] = [(nil, 0), (0, 1), (1, nil)]

    @Test("What was written otherwise is written anew, until its key is no longer needed", arguments: 0..<3)
    func rotation(change: Int) async throws {
        let (from, to) = Self.changes[change]
        let rig = try CourierRig()
        rig.vault = Vault(KeyRing(writing: from.map { keys[$0] }, reading: []))
        try await fill(rig)
        rig.vault = Vault(KeyRing(writing: to.map { keys[$0] }, reading: from.map { [keys[$0]] } ?? []))
        let refusing = Refusing()
        let courier = try await rig.start(refusing.destination)
        #expect(courier.keysFound == Set(from.map { [keys[$0].id] } ?? []))
        try await eventually("every record is written anew") { rig.lines("encryption.sealed").count == 1 }
        await rig.stop()
        // The old key is gone.
        rig.vault = Vault(KeyRing(writing: to.map { keys[$0] }, reading: []))
        let letters = try rig.deadLetters()
        #expect(try letters.list(limit: 10).map(\.userID) == [Self.user, Self.user])
        #expect(try letters.show(try letters.list(limit: 1)[0].id)?.event?.payload.count == 777)
        let destination = ScriptedDestination()
        let again = try await rig.start(destination)
        #expect(again.keysFound == Set(to.map { [keys[$0].id] } ?? []))
        try await eventually("what waited is delivered") { await again.status().sinceStart.delivered == 2 }
        #expect(destination.event(5)?.payload.count == 777)
        await rig.stop()
        if to != nil { #expect(rig.lines("encryption.sealed").count == 1, "once") }
    }
}
