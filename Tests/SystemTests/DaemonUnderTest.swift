import Foundation
import HTTPTransport
import TestSupport

/// The real binary, started with a configuration in a folder of its own.
final class DaemonUnderTest: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let directory: TemporaryDirectory
    let port: Int
    private let client: HTTPClient

    /// `configuration` gives what follows `listen` and `data` in `destinations.yaml`; it is handed the folder.
    init(configuration: (TemporaryDirectory) throws -> String) throws {
        directory = try TemporaryDirectory()
        port = try FreePort.pick()
        var settings = HTTPClientConfiguration()
        settings.maxConnectionsPerHost = 32
        client = HTTPClient(settings)
        try write(configuration(directory))
    }

    /// Puts another configuration into the place of the one before, without telling the daemon.
    func write(_ configuration: String) throws {
        let top = "listen: 127.0.0.1:\(port)\ndata: \(directory.path("data"))\nlog: {format: json}\n"
        try (top + configuration)
            .write(toFile: directory.path("destinations.yaml"), atomically: true, encoding: .utf8)
    }

    /// Runs a command of the same binary with the same configuration.
    func run(_ arguments: String...) async throws -> ProcessResult {
        try await command(arguments)
    }

    /// As `run`, for arguments in a list.
    func command(_ arguments: [String]) async throws -> ProcessResult {
        try await ChildProcess.run(Self.binary(), arguments + ["--config", directory.path("destinations.yaml")])
    }

    /// The lines of the daemon's log with this event.
    func log(_ event: String) -> [[String: Any]] {
        let text = (try? String(contentsOfFile: directory.path("daemon.log"), encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { line in
            let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            return object.flatMap { $0["event"] as? String == event ? $0 : nil }
        }
    }

    /// Starts the daemon, on a disk of its own where one is given, and waits until it takes events.
    func start(on disk: SmallDisk? = nil) async throws -> ChildProcess {
        let log = directory.path("daemon.log")
        if !FileManager.default.fileExists(atPath: log) {
            try Data().write(to: URL(fileURLWithPath: log))
        }
        let output = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
        try output.seekToEnd()
        let plain = try [Self.binary(), "run", "--config", directory.path("destinations.yaml")]
        let command = disk?.wrap(plain) ?? plain
        let child = try ChildProcess(command[0], Array(command.dropFirst()), output: output, errorOutput: output)
        try await eventually("the daemon is ready; its log ends:\n\(logEnd)", timeout: .seconds(30)) {
            guard child.isRunning else { throw Failure(description: "the daemon ended at once:\n\(logEnd)") }
            let response = try? await get("/readyz")
            return response?.status == 200
        }
        return child
    }

    func get(_ path: String) async throws -> HTTPResponse {
        let url = try HTTPURL("http://127.0.0.1:\(port)\(path)")
        let request = HTTPRequest(.get, url, timeout: .seconds(10), responseLimit: .keep(1 << 20))
        return try await client.send(request)
    }

    func post(_ body: [UInt8], headers: [HTTPField]) async throws(HTTPFailure) -> HTTPResponse {
        let url = try HTTPURL("http://127.0.0.1:\(port)/events")
        return try await client.send(
            HTTPRequest(.post, url, headers: headers, body: [body[...]], timeout: .seconds(20))
        )
    }

    /// Events that wait for a destination, in its backlog or its retry queue, and its dead letters.
    func waiting(_ destination: String) async throws -> (events: Int, retrying: Int, deadLetters: Int) {
        let status = try await JSONSerialization.jsonObject(with: Data(get("/status").body)) as? [String: Any]
        let all = status?["destinations"] as? [String: [String: Any]]
        guard let one = all?[destination],
            let backlog = (one["backlog"] as? [String: Any])?["events"] as? Int,
            let retrying = (one["retry_queue"] as? [String: Any])?["events"] as? Int,
            let dead = (one["dead_letters"] as? [String: Any])?["events"] as? Int
        else { throw Failure(description: "/status does not tell of '\(destination)'") }
        return (backlog + retrying, retrying, dead)
    }

    func shutDown() async {
        await client.shutdown()
    }

    /// The last lines of the daemon's log.
    var logEnd: String {
        let text = (try? String(contentsOfFile: directory.path("daemon.log"), encoding: .utf8)) ?? ""
        return text.split(separator: "\n").suffix(12).joined(separator: "\n")
    }

    /// The `distributary` that was built with these tests.
    static func binary() throws -> String {
        guard let path = ProcessInfo.processInfo.environment["DISTRIBUTARY_BINARY"] else {
            throw Failure(description: "DISTRIBUTARY_BINARY is not set: run the tests with scripts/test")
        }
        return path
    }
}
