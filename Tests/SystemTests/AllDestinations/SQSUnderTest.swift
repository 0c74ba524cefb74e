import Foundation
import TestSupport

struct SQSUnderTest: DestinationUnderTest {
    let name = "sqs"
    private let queueURL: String

    init() async throws {
        queueURL = try await QueueMessage.makeQueue("all-\(UUID().uuidString).fifo", at: TestServers.aws)
    }

    func configuration(in directory: TemporaryDirectory) throws -> String {
        let (server, bucket) = try (TestServers.aws, TestServers.s3)
        return """
            {kind: sqs, queue_url: '\(queueURL)', region: us-east-1, access_key_id: '\(server.accessKeyID)', \
            secret_access_key: '\(server.secretAccessKey)', order: user, max_message_size: 8KiB, \
            large_payloads: {bucket: '\(bucket.bucket)', endpoint: '\(bucket.url)', prefix: all-large/, \
            access_key_id: '\(bucket.accessKeyID)', secret_access_key: '\(bucket.secretAccessKey)'}}
            """
    }

    func readBack(from directory: TemporaryDirectory) async throws -> ReadBack {
        let messages = try await QueueMessage.receive(
            from: queueURL,
            at: TestServers.aws,
            payloadsIn: TestServers.s3
        )
        return ReadBack(client: "boto3", deliveries: messages.map(\.value))
    }
}
