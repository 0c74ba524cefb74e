import Foundation
import RouterCore

/// A file that holds a token and nothing else.
enum TokenFile {
    private static let maximumSize = 64 << 10

    /// The token without the white space around it.
    static func read(_ path: String) throws(DestinationFailure) -> String {
        guard let handle = FileHandle(forReadingAtPath: path), let data = try? handle.read(upToCount: maximumSize)
        else {
            throw .needsAttention(reason: "the token file \(path) cannot be read")
        }
        let token = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard !token.isEmpty else { throw .unavailable(reason: "the token file \(path) is empty") }
        return token
    }
}
