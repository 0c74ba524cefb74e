import Foundation

/// A secantusdb of one test's own, for tests that stop, kill or freeze it. TCP on 127.0.0.1 without TLS and without
/// authentication. What is committed is synced.
package actor PrivateMongoDB {
    /// What went wrong, with the end of the server's log.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// The port that it listens on over all restarts.
    package nonisolated let port: Int
    /// `mongodb://` URL without a database.
    package nonisolated let url: String
    private let directory: TemporaryDirectory
    private var server: ChildProcess?

    /// Starts a server on an empty folder.
    package init() async throws {
        port = try FreePort.pick()
        url = "mongodb://127.0.0.1:\(port)/"
        directory = try TemporaryDirectory()
        try await start()
    }

    deinit {
        server?.signal(SIGCONT)
        server?.signal(SIGKILL)
    }

    /// Starts the server and waits until it answers.
    package func start() async throws {
        guard server == nil else { return }
        let log = URL(fileURLWithPath: directory.path("server.log"))
        if !FileManager.default.fileExists(atPath: log.path) { try Data().write(to: log) }
        let handle = try FileHandle(forWritingTo: log)
        try handle.seekToEnd()
        let arguments = [
            "--host", "127.0.0.1", "--port", "\(port)", "--storage-path", directory.path("data"), "--cache-size", "64M",
            "--log-level", "WARNING", "--enable-test-commands", "--sync-on-commit",
        ]
        let child = try ChildProcess(
            TestServers.mongodbBinary,
            arguments,
            environment: ["HOME": directory.path],
            output: handle,
            errorOutput: handle
        )
        server = child
        do {
            _ = try await PythonScript(Self.ping).run([url])
        } catch {
            await kill()
            throw Failure(description: "secantusdb does not answer: \(logEnd())")
        }
    }

    /// Stops it as an administrator would.
    package func stop() async { await end(SIGINT) }

    /// Ends the server with SIGKILL.
    package func kill() async { await end(SIGKILL) }

    /// Freezes the server: it takes connections and bytes, and answers nothing.
    package func freeze() { server?.signal(SIGSTOP) }

    /// Lets a frozen server go on.
    package func thaw() { server?.signal(SIGCONT) }

    private func end(_ signal: Int32) async {
        guard let child = server else { return }
        child.signal(signal)
        child.signal(SIGCONT)
        await child.waitForEnd()
        server = nil
    }

    private func logEnd() -> String {
        let text = try? String(contentsOfFile: directory.path("server.log"), encoding: .utf8)
        return String((text ?? "no log").suffix(2000))
    }

    private static let ping = """
        import pymongo, sys
        pymongo.MongoClient(sys.argv[1], serverSelectionTimeoutMS=60000).admin.command("ping")
        """
}
