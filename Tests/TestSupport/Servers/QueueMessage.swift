import Foundation

/// A message of an SQS queue as a client that is not ours sees it: boto3, in `Tests/Readers/sqs.py`.
package struct QueueMessage: Sendable, Decodable {
    package let attributes: [String: String]
    /// Of a FIFO queue.
    package let group: String?
    /// The payload, fetched from its bucket where the message only points there.
    package let value: Data

    /// Makes a queue, a FIFO queue where the name ends in `.fifo`, and returns its URL.
    package static func makeQueue(_ name: String, at server: TestBucket) async throws -> String {
        try await run(["create", server.url, server.accessKeyID, server.secretAccessKey, name])
            .trimmingCharacters(in: .newlines)
    }

    /// Receives and deletes what a queue holds now; payloads that are elsewhere are in `bucket`.
    package static func receive(
        from queueURL: String,
        at server: TestBucket,
        payloadsIn bucket: TestBucket
    ) async throws -> [QueueMessage] {
        let output = try await run([
            "receive", server.url, server.accessKeyID, server.secretAccessKey, queueURL, bucket.url,
            bucket.accessKeyID, bucket.secretAccessKey,
        ])
        return try output.split(separator: "\n").map { try JSONDecoder().decode(Self.self, from: Data($0.utf8)) }
    }

    private static func run(_ arguments: [String]) async throws -> String {
        try await ChildProcess.output(of: TestServers.python, [TestFiles.path("Readers/sqs.py")] + arguments)
    }
}
