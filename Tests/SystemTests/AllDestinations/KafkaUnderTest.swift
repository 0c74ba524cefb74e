import Foundation
import TestSupport

struct KafkaUnderTest: DestinationUnderTest {
    let name = "kafka"
    private let topic = "all-" + UUID().uuidString.lowercased()

    func configuration(in directory: TemporaryDirectory) throws -> String {
        "{kind: kafka, brokers: ['\(try TestServers.kafka)'], topic: '\(topic).{type}', compression: zstd, order: user}"
    }

    func readBack(from directory: TemporaryDirectory) async throws -> ReadBack {
        ReadBack(
            client: "confluent-kafka",
            deliveries: try await Reader.values("kafka.py", [TestServers.kafka, topic + ".body"])
        )
    }
}
