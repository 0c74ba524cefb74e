import Foundation
import TestSupport

/// A script of `Tests/Readers` that reads files in a format with a library that is not ours.
struct FormatReader {
    /// What a line says of one reading, or of one event.
    struct Line: Decodable {
        struct Attributes: Decodable {
            let id: String
            let type: String
            let subject: String?
        }

        var subject: String?
        var id: String?
        var time: String?
        var value: String?
        var summary: String?
        var row: [String: String?]?
        var attributes: Attributes?
    }

    let script: String

    /// The lines about contents, each of which becomes a file with this ending.
    func lines(of contents: [Data], ending: String) async throws -> [Line] {
        let folder = try TemporaryDirectory()
        for (index, content) in contents.enumerated() {
            try content.write(to: URL(fileURLWithPath: folder.path("\(index)\(ending)")))
        }
        return try await lines(in: folder.path)
    }

    /// The lines about every file below a folder.
    func lines(in folder: String) async throws -> [Line] {
        let path = TestFiles.path("Readers/\(script)")
        let output = try await ChildProcess.output(of: TestServers.python, [path, folder])
        return try output.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    }
}
