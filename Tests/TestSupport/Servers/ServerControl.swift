import Foundation

/// Tells a test server of `Tests/Servers` what a test wants of it, through a path below `/_test/`.
package struct ServerControl: Sendable {
    private let url: String

    /// `server` is the server's URL.
    package init(_ server: String) {
        url = "\(server)/_test"
    }

    /// Posts JSON, and returns what the server says of the thing at the path.
    @discardableResult
    package func set(_ path: String, _ json: String) async throws -> String {
        try await curl(path, ["--data-binary", "@-"], input: Array(json.utf8))
    }

    /// What the server says of the thing at the path.
    package func get(_ path: String) async throws -> String {
        try await curl(path, [], input: [])
    }

    private func curl(_ path: String, _ arguments: [String], input: [UInt8]) async throws -> String {
        let common = ["--silent", "--show-error", "--fail", "--max-time", "120", "--noproxy", "*"]
        return try await ChildProcess.output(of: "curl", common + arguments + ["\(url)/\(path)"], input: input)
    }
}
