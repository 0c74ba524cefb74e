import Foundation

/// A PostgreSQL server of one test's own, for tests that stop, kill or freeze it. TCP on 127.0.0.1 without TLS, user
/// `distributary`, trusted without a password. fsync is on.
package actor PrivatePostgres {
    /// What went wrong, with the end of the server's log.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// The port that it listens on over all restarts.
    package nonisolated let port: Int
    /// libpq URI of the database `postgres`.
    package nonisolated let uri: String
    private let directory: TemporaryDirectory
    private let binaries: String
    private var server: ChildProcess?
    /// Processes that `freeze` stopped: they would outlive a server that ends.
    private var frozen: [Int32] = []

    /// Creates a cluster and starts it.
    package init() async throws {
        binaries = try TestServers.postgresBinaries
        port = try FreePort.pick()
        uri = "postgresql://distributary@127.0.0.1:\(port)/postgres"
        directory = try TemporaryDirectory()
        if geteuid() == 0 {
            _ = try await ChildProcess.output(of: "chown", ["nobody:nogroup", directory.path])
        }
        let initdb = Self.unprivileged([
            "\(binaries)/initdb", "--pgdata=\(directory.path("data"))", "--username=distributary", "--auth=trust",
            "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync",
        ])
        _ = try await ChildProcess.output(of: initdb[0], Array(initdb.dropFirst()))
        try await start()
    }

    deinit {
        for pid in frozen { Foundation.kill(pid, SIGCONT) }
        server?.signal(SIGCONT)
        server?.signal(SIGQUIT)
    }

    /// Starts the server and waits until it accepts connections.
    package func start() async throws {
        guard server == nil else { return }
        let log = URL(fileURLWithPath: directory.path("server.log"))
        if !FileManager.default.fileExists(atPath: log.path) { try Data().write(to: log) }
        let handle = try FileHandle(forWritingTo: log)
        try handle.seekToEnd()
        let command = Self.unprivileged([
            "\(binaries)/postgres", "-D", directory.path("data"), "-c", "listen_addresses=127.0.0.1",
            "-c", "port=\(port)", "-c", "unix_socket_directories=", "-c", "shared_buffers=16MB",
        ])
        let child = try ChildProcess(
            command[0],
            Array(command.dropFirst()),
            output: handle,
            errorOutput: handle
        )
        server = child
        let probe = ["--host=127.0.0.1", "--port=\(port)", "--username=distributary", "--dbname=postgres", "--quiet"]
        do {
            try await eventually("PostgreSQL accepts connections") {
                guard child.isRunning else { throw Failure(description: "PostgreSQL ended at once: \(logEnd())") }
                return try await ChildProcess.run("\(binaries)/pg_isready", probe).status == 0
            }
        } catch {
            await stop(SIGQUIT)
            throw error
        }
    }

    /// Stops it as an administrator would (`fast`): open transactions are rolled back, connections closed.
    package func stop() async {
        await stop(SIGINT)
    }

    /// Ends every process of the server with SIGKILL.
    package func kill() async {
        guard let child = server else { return }
        for pid in [child.pid] + backends() { Foundation.kill(pid, SIGKILL) }
        await child.waitForEnd()
        server = nil
    }

    /// Freezes every process of the server: it takes connections and bytes, and answers nothing.
    package func freeze() {
        guard let child = server else { return }
        child.signal(SIGSTOP)
        frozen = backends()
        for pid in frozen { Foundation.kill(pid, SIGSTOP) }
    }

    /// Lets a frozen server go on.
    package func thaw() {
        guard let child = server else { return }
        for pid in frozen { Foundation.kill(pid, SIGCONT) }
        frozen = []
        child.signal(SIGCONT)
    }

    private func stop(_ signal: Int32) async {
        guard let child = server else { return }
        child.signal(signal)
        child.signal(SIGCONT)
        await child.waitForEnd()
        server = nil
    }

    private func backends() -> [Int32] {
        guard let pid = server?.pid else { return [] }
        let list = try? String(contentsOfFile: "/proc/\(pid)/task/\(pid)/children", encoding: .utf8)
        return (list ?? "").split(separator: " ").compactMap { Int32($0) }
    }

    private func logEnd() -> String {
        let text = try? String(contentsOfFile: directory.path("server.log"), encoding: .utf8)
        return String((text ?? "no log").suffix(2000))
    }

    /// PostgreSQL refuses to run as root: then it runs as nobody.
    private static func unprivileged(_ command: [String]) -> [String] {
        guard geteuid() == 0 else { return command }
        return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] + command
    }
}
