import Foundation
import TestSupport

/// Another client's lock on a table, which nobody can write to until it is released.
final class TableLock: Sendable {
    private let client: ChildProcess
    private let input: FileHandle

    init(_ target: PostgresTarget, _ table: SQLTable) async throws {
        let pipe = Pipe()
        client = try ChildProcess("psql", [target.server, "--no-psqlrc", "--quiet"], input: pipe.fileHandleForReading)
        input = pipe.fileHandleForWriting
        try input.write(contentsOf: Data("BEGIN; LOCK TABLE \(target.name(table)) IN EXCLUSIVE MODE;\n".utf8))
        let held = """
            SELECT pid FROM pg_locks WHERE granted AND mode = 'ExclusiveLock'
            AND relation = '\(target.name(table))'::regclass
            """
        try await eventually("the table is locked") { try await !target.query(held).isEmpty }
    }

    func release() async {
        try? input.close()
        await client.waitForEnd()
    }
}
