internal import Foundation
internal import GRDB
internal import RouterCore

extension SQLiteStore {
    private static let tables: Set<String> = [
        "terra_users", "terra_data_payloads", "terra_other_payloads", "glucose_samples",
    ]

    /// Looks at the file and at what is in it, and writes nothing.
    func examine() -> [ConnectionFinding] {
        let folder = Self.nearestFolder(to: path)
        guard FileManager.default.fileExists(atPath: path) else {
            let connection = ConnectionFinding(.connection, .good, "\(path) is not there yet")
            guard access(folder, W_OK | X_OK) == 0 else {
                return [
                    connection,
                    ConnectionFinding(.credentials, .bad, "this user may not create files in \(folder)"),
                    ConnectionFinding(.target, .unknown, "not looked at without the right to create it"),
                ]
            }
            return [
                connection,
                ConnectionFinding(.credentials, .good, "this user may create files in \(folder)"),
                ConnectionFinding(.target, .good, "the file and its tables will be created"),
            ]
        }
        let mayWrite = access(path, R_OK | W_OK) == 0 && access(folder, W_OK | X_OK) == 0
        let credentials =
            mayWrite
            ? ConnectionFinding(.credentials, .good, "this user may write the file and its folder")
            : ConnectionFinding(.credentials, .bad, "this user may not write \(path) or its folder")
        do {
            let target = try examineTables()
            return [ConnectionFinding(.connection, .good, "\(path) is a SQLite database"), credentials, target]
        } catch {
            return [
                ConnectionFinding(.connection, .bad, SQLiteFailure(error, path: path).advice),
                credentials,
                ConnectionFinding(.target, .unknown, "not looked at: the file cannot be read"),
            ]
        }
    }

    private func examineTables() throws -> ConnectionFinding {
        var configuration = GRDB.Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(busyTimeout / .seconds(1))
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        return try queue.read { database in
            let there = try String.fetchSet(database, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
            let missing = Self.tables.subtracting(there)
            guard missing.isEmpty else {
                let names = missing.sorted().joined(separator: ", ")
                return ConnectionFinding(.target, .good, "what is missing will be created: \(names)")
            }
            do {
                // Compiled, not run.
                _ = try SQLiteStatements(database)
                return ConnectionFinding(.target, .good, "the tables are there and as they must be")
            } catch {
                return ConnectionFinding(.target, .bad, SQLiteFailure(error, path: path).reason)
            }
        }
    }

    /// The folder of a file, or the one above it that is there.
    private static func nearestFolder(to path: String) -> String {
        var folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        while !FileManager.default.fileExists(atPath: folder.path), folder.path != "/" {
            folder.deleteLastPathComponent()
        }
        return folder.path
    }
}

extension SQLiteFailure {
    /// The reason, and what to do where the result code tells.
    var advice: String {
        if case .pause(let advice) = verdict { "\(reason); \(advice)" } else { reason }
    }
}
