import Foundation

/// A MariaDB server of one test's own, for tests that stop, kill or freeze it, or need settings of their own. TCP on
/// 127.0.0.1 without TLS, user `root` without a password. What is committed is synced.
package actor PrivateMySQL {
    /// What went wrong, with the end of the server's log.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// The port that it listens on over all restarts.
    package nonisolated let port: Int
    /// `mysql://` URL of the database `test_only`, which is there.
    package nonisolated let url: String
    private let directory: TemporaryDirectory
    private let options: [String]
    private var server: ChildProcess?

    /// Starts a server on a fresh folder; `options` are options of `mariadbd`.
    package init(options: [String] = []) async throws {
        port = try FreePort.pick()
        url = "mysql://root@127.0.0.1:\(port)/test_only"
        self.options = options
        directory = try TemporaryDirectory()
        _ = try await ChildProcess.output(of: "cp", ["-a", TestServers.mysqlData, directory.path("data")])
        if geteuid() == 0 {
            _ = try await ChildProcess.output(of: "chown", ["nobody:nogroup", directory.path])
        }
        try await start()
        _ = try await query("CREATE DATABASE test_only", database: "mysql")
    }

    deinit {
        server?.signal(SIGCONT)
        server?.signal(SIGKILL)
    }

    /// Starts the server and waits until it accepts connections.
    package func start() async throws {
        guard server == nil else { return }
        let log = URL(fileURLWithPath: directory.path("server.log"))
        if !FileManager.default.fileExists(atPath: log.path) { try Data().write(to: log) }
        let handle = try FileHandle(forWritingTo: log)
        try handle.seekToEnd()
        let command = try Self.unprivileged([
            "\(TestServers.mysqlBinaries)/mariadbd", "--no-defaults", "--datadir=\(directory.path("data"))",
            "--bind-address=127.0.0.1", "--port=\(port)", "--socket=\(directory.path("socket"))",
            "--pid-file=\(directory.path("mysqld.pid"))", "--skip-name-resolve", "--skip-log-bin",
            "--innodb-buffer-pool-size=16M", "--performance-schema=off",
        ])
        let child = try ChildProcess(
            command[0],
            Array(command.dropFirst()) + options,
            output: handle,
            errorOutput: handle
        )
        server = child
        do {
            try await eventually("MariaDB accepts connections") {
                guard child.isRunning else { throw Failure(description: "MariaDB ended at once: \(logEnd())") }
                return try await ChildProcess.run("mariadb", arguments(database: "mysql") + ["-e", "SELECT 1"]).status
                    == 0
            }
        } catch {
            await kill()
            throw error
        }
    }

    /// Stops it as an administrator would.
    package func stop() async { await end(SIGTERM) }

    /// Ends the server with SIGKILL.
    package func kill() async { await end(SIGKILL) }

    /// Freezes the server: it takes connections and bytes, and answers nothing.
    package func freeze() { server?.signal(SIGSTOP) }

    /// Lets a frozen server go on.
    package func thaw() { server?.signal(SIGCONT) }

    /// Runs SQL through `mariadb` and returns what it prints: columns apart by tabs, no names.
    package func query(_ sql: String, database: String = "test_only") async throws -> String {
        try await ChildProcess.output(of: "mariadb", arguments(database: database), input: Array(sql.utf8))
    }

    private func end(_ signal: Int32) async {
        guard let child = server else { return }
        child.signal(signal)
        child.signal(SIGCONT)
        await child.waitForEnd()
        server = nil
    }

    private nonisolated func arguments(database: String) -> [String] {
        [
            "--no-defaults", "--host=127.0.0.1", "--port=\(port)", "--user=root", "--batch", "--raw",
            "--skip-column-names", "--default-character-set=utf8mb4", database,
        ]
    }

    private func logEnd() -> String {
        let text = try? String(contentsOfFile: directory.path("server.log"), encoding: .utf8)
        return String((text ?? "no log").suffix(2000))
    }

    /// MariaDB refuses to run as root: then it runs as nobody.
    private static func unprivileged(_ command: [String]) -> [String] {
        guard geteuid() == 0 else { return command }
        return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] + command
    }
}
