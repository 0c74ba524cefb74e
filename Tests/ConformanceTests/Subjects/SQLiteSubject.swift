import Foundation
import GRDB
import RouterCore
import SQLiteDestination
import Synchronization
import TestSupport

/// A SQLite file in a folder of its own. What it holds is read on another connection; another connection's lock is what
/// makes it unavailable.
final class SQLiteSubject: ConformanceSubject {
    private let directory: TemporaryDirectory
    private let path: String
    private let lock = Mutex<DatabaseQueue?>(nil)

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.path("glucose.sqlite")
    }

    func reason(against fault: Fault) -> String? {
        switch fault {
        case .poison, .down, .hang: nil
        case .lostAnswer: "a commit and its answer are one call into a library, with nothing between them"
        }
    }

    func makeDestination(_ context: DestinationContext) throws -> any Destination {
        try configured(SQLiteDestination.self, ["path": path], context)
    }

    func stored() async throws -> StoredState {
        try await open(isReadOnly: true).read { database in
            let data = try Row.fetchAll(
                database,
                sql: "SELECT user_id, data_type, record_key, ordering, CAST(payload AS BLOB) FROM terra_data_payloads"
            )
            let other = try Row.fetchAll(
                database,
                sql: "SELECT user_id, event_type, event_id, ordering, CAST(payload AS BLOB) FROM terra_other_payloads"
            )
            let readings = try Row.fetchAll(
                database,
                sql: """
                    SELECT user_id, unixepoch(local_time), utc_offset_seconds, glucose_mg_per_dl, glucose_level_flag,
                    trend_arrow, ordering, unixepoch(recorded_at), substr(local_time, 20) FROM glucose_samples
                    """
            )
            let replacements = try Row.fetchAll(
                database,
                sql: "SELECT user_id, replaced_by FROM terra_users WHERE replaced_by IS NOT NULL"
            )
            return .records(
                (data + other).map(Self.record),
                readings: readings.map(Self.reading),
                replacements: Dictionary(uniqueKeysWithValues: replacements.map { ($0[0], $0[1]) })
            )
        }
    }

    func poison(_ sample: SampleEvent) async throws {
        try await open().write { database in
            try database.execute(
                sql: """
                    CREATE TRIGGER refuse BEFORE INSERT ON terra_data_payloads WHEN NEW.event_id = '\(sample.id)'
                    BEGIN SELECT RAISE(ABORT, 'refused by a test'); END
                    """
            )
        }
    }

    func setDown(_ isDown: Bool) async throws { try await setLocked(isDown) }

    func setHanging(_ isHanging: Bool) async throws { try await setLocked(isHanging) }

    func loseNextAnswer(send: () async throws -> Void, until isWritten: () async throws -> Bool) async throws {
        preconditionFailure("the fault does not apply")
    }

    private func setLocked(_ isLocked: Bool) async throws {
        if isLocked {
            let queue = try open()
            try await queue.writeWithoutTransaction { try $0.execute(sql: "BEGIN EXCLUSIVE") }
            lock.withLock { $0 = queue }
        } else {
            let queue = lock.withLock { $0.take() }
            try await queue?.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        }
    }

    private func open(isReadOnly: Bool = false) throws -> DatabaseQueue {
        var configuration = GRDB.Configuration()
        configuration.busyMode = .timeout(30)
        configuration.readonly = isReadOnly
        // A lock is a transaction that is left open on purpose.
        configuration.allowsUnsafeTransactions = true
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    private static func record(_ row: Row) -> StoredRecord {
        StoredRecord(
            key: NaturalKey(userID: row[0], type: row[1], value: row[2]),
            ordering: row[3],
            document: Array(row[4] as Data)
        )
    }

    private static func reading(_ row: Row) -> StoredReading {
        let local: Int64 = row[1]
        let instant: Int64? = row[7]
        let time = SampleTime(localMicroseconds: local * 1_000_000, offsetSeconds: row[2])
        // The instant must agree with wall clock and offset: otherwise the row is shown with an impossible time.
        let isConsistent = time.unixMicroseconds == instant.map { $0 * 1_000_000 } && row[8] == ".000000"
        return StoredReading(
            user: row[0],
            time: isConsistent ? time : SampleTime(localMicroseconds: .min, offsetSeconds: nil),
            milligramsPerDeciliter: row[3],
            flag: row[4],
            trend: row[5],
            ordering: row[6]
        )
    }
}
