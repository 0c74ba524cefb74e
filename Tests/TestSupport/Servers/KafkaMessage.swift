import Foundation

/// A message as a consumer that is not ours sees it: the `confluent-kafka` package, in `Tests/Readers/kafka.py`.
package struct KafkaMessage: Sendable, Hashable, Decodable {
    package let topic: String
    package let partition: Int
    package let offset: Int
    package let key: String?
    package let headers: [String: String]
    package let value: Data

    /// Everything in the topics now, partition by partition and in order; none for a topic that does not exist. A topic
    /// that begins with ^ is a regular expression.
    package static func read(_ topics: String..., from brokers: String) async throws -> [KafkaMessage] {
        let output = try await ChildProcess.output(of: TestServers.python, [reader, brokers] + topics)
        return try output.split(separator: "\n").map { try JSONDecoder().decode(Self.self, from: Data($0.utf8)) }
    }

    private static let reader = TestFiles.path("Readers/kafka.py")
}
