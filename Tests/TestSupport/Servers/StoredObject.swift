import Foundation

/// An object of a bucket as a client that is not ours sees it: the `google-cloud-storage` package, in
/// `Tests/Readers/gcs.py`.
package struct StoredObject: Sendable, Hashable, Decodable {
    package let name: String
    package let contentType: String?
    package let contentEncoding: String?
    package let metadata: [String: String]
    package let generation: Int
    /// As it is stored, compressed where it is.
    package let content: Data

    /// Everything in a bucket of the test server, by name.
    package static func read(bucket: String) async throws -> [StoredObject] {
        try await read(bucket: bucket, at: TestServers.gcs, credentials: TestServers.gcsCredentials)
    }

    /// Everything in a bucket, by name; `credentials` is a file, or `anonymous`.
    package static func read(bucket: String, at endpoint: String, credentials: String) async throws -> [StoredObject] {
        let arguments = [reader, endpoint, credentials, bucket]
        let output = try await ChildProcess.output(of: TestServers.python, arguments)
        return try output.split(separator: "\n").map { try JSONDecoder().decode(Self.self, from: Data($0.utf8)) }
    }

    private static let reader = TestFiles.path("Readers/gcs.py")
}
