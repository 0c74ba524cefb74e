import Dispatch
import Foundation

/// Reads small files, away from the threads that tasks run on.
enum CredentialFile {
    /// Why a file could not be read, to be said behind its path.
    struct Problem: Error, Sendable {
        let reason: String
        let isMissing: Bool
    }

    private static let sizeLimit = 1 << 20

    static func read(_ path: String) async throws(Problem) -> String {
        let result = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: readNow(path)) }
        }
        return try result.get()
    }

    private static func readNow(_ path: String) -> Result<String, Problem> {
        guard let file = FileHandle(forReadingAtPath: path) else {
            let isMissing = !FileManager.default.fileExists(atPath: path)
            return .failure(Problem(reason: isMissing ? "does not exist" : "cannot be opened", isMissing: isMissing))
        }
        defer { try? file.close() }
        guard let data = try? file.read(upToCount: sizeLimit + 1) else {
            return .failure(Problem(reason: "is empty or cannot be read", isMissing: false))
        }
        guard data.count <= sizeLimit, let text = String(data: data, encoding: .utf8) else {
            return .failure(Problem(reason: "is no text of at most 1 MiB", isMissing: false))
        }
        return .success(text)
    }
}
