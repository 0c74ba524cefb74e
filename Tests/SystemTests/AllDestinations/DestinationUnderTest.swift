import Foundation
import TestSupport

/// A destination with a server behind it, and a client that is not ours to read it back. Another destination takes part
/// by a file with a type like this, and a line in `AllDestinationsTests`.
protocol DestinationUnderTest: Sendable {
    /// Its name in `destinations.yaml`.
    var name: String { get }

    /// The keys of the destination as a YAML mapping in braces. `directory` is the daemon's own.
    func configuration(in directory: TemporaryDirectory) throws -> String

    /// Everything that the target holds now.
    func readBack(from directory: TemporaryDirectory) async throws -> ReadBack
}

/// A script of `Tests/Readers`, which prints what it finds a JSON line each.
enum Reader {
    private struct Line: Decodable {
        let value: Data
    }

    /// The base64 in the `value` of each line.
    static func values(_ script: String, _ arguments: [String]) async throws -> [Data] {
        let folder = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let path = folder.appendingPathComponent("Readers/\(script)").path
        let output = try await ChildProcess.output(of: TestServers.python, [path] + arguments)
        return try output.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)).value }
    }
}
