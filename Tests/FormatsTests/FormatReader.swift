import Foundation
import TestSupport

/// A script of `Tests/Readers` that reads files in a format with a library that is not ours.
struct FormatReader {
    /// What a line says of one reading.
    struct Line: Decodable {
        var file: String?
        var subject: String?
        var id: String?
        var time: String?
        var value: String?
        var unit: String?
        var summary: String?
        var serial: Int?
        var trend: Int?
        var row: [String: String?]?
    }

    let script: String

    /// The lines that the script prints about the files below a folder; throws where it finds a mistake.
    func lines(in folder: String) async throws -> [Line] {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let path = tests.appending(path: "Readers/\(script)").path
        let output = try await ChildProcess.output(of: TestServers.python, [path, folder])
        return try output.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    }
}
