import Foundation
import TestSupport

/// What a request to SQS said, read by Foundation.
struct SentMessages: Decodable {
    struct Entry: Decodable {
        let id: String
        let body: String
        let attributes: [String: Attribute]
        let group: String?
        let deduplication: String?

        enum CodingKeys: String, CodingKey {
            case id = "Id"
            case body = "MessageBody"
            case attributes = "MessageAttributes"
            case group = "MessageGroupId"
            case deduplication = "MessageDeduplicationId"
        }
    }

    struct Attribute: Decodable, Hashable {
        let type: String
        let value: String

        enum CodingKeys: String, CodingKey {
            case type = "DataType"
            case value = "StringValue"
        }
    }

    let queueURL: String
    let entries: [Entry]

    enum CodingKeys: String, CodingKey {
        case queueURL = "QueueUrl"
        case entries = "Entries"
    }

    static func read(_ request: ReceivedRequest) throws -> SentMessages {
        try JSONDecoder().decode(SentMessages.self, from: Data(request.body))
    }

    /// Takes every message of a request.
    static func taken(_ request: ReceivedRequest) -> ReceiverAnswer {
        let ids = (try? read(request).entries.map(\.id)) ?? []
        let entries = ids.map { "{\"Id\":\"\($0)\",\"MessageId\":\"m\"}" }.joined(separator: ",")
        return .status(200, body: "{\"Successful\":[\(entries)]}")
    }
}
