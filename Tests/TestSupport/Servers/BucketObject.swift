import Foundation

/// An object of an S3 bucket as a client that is not ours sees it: boto3, in `Tests/Readers/s3.py`.
package struct BucketObject: Sendable, Decodable {
    package let key: String
    package let metadata: [String: String]
    package let value: Data

    /// Everything below a prefix, by key.
    package static func read(below prefix: String, in bucket: TestBucket) async throws -> [BucketObject] {
        let output = try await ChildProcess.output(
            of: TestServers.python,
            [
                TestFiles.path("Readers/s3.py"), bucket.url, bucket.bucket, prefix, bucket.accessKeyID,
                bucket.secretAccessKey,
            ]
        )
        return try output.split(separator: "\n").map { try JSONDecoder().decode(Self.self, from: Data($0.utf8)) }
    }
}
