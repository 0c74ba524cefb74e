package import ConfigurationReader
import Logging
package import RouterCore
import Synchronization

/// Kafka, through librdkafka's idempotent producer: acknowledged by all replicas in sync, in order within a partition.
///
/// A message has the user id as its key, the payload as its value, and headers (`MessageWriter`). What becomes of it comes
/// back as a report of its own, so every event of a batch has its own outcome:
///
/// | what librdkafka or the broker says | outcome |
/// |---|---|
/// | no error | delivered |
/// | larger than `message.max.bytes` | rejected, with the limit |
/// | MSG_SIZE_TOO_LARGE, RECORD_LIST_TOO_LARGE, INVALID_RECORD, INVALID_TIMESTAMP, POLICY_VIOLATION | sent once more, alone; then rejected |
/// | timed out, no broker, broken connection, leader change, too few replicas, queue full, purged | retry |
/// | THROTTLING_QUOTA_EXCEEDED | retry after a second |
/// | credentials refused (SASL) | pause |
/// | unknown topic that nobody creates, TOPIC_AUTHORIZATION_FAILED, invalid topic | pause |
/// | no right to the idempotent producer, brokers without it, compression not supported | pause |
/// | the producer's fatal errors (out of order, fenced…) | retry, on a new producer |
/// | anything else | retry |
///
/// librdkafka itself tries again, without losing or turning round anything, for as long as the destination's `timeout`;
/// what it then reports as failed it has let go of, so it is not delivered behind newer events. Only a request that was
/// already on its way can still arrive: the message is then there twice, with the same `id` header.
package final class KafkaDestination: Destination {
    package static let kind = "kafka"
    /// A batch fills a request or two, and the next ones are handed over while they are on their way. Larger batches are
    /// slower: what is on its way would no longer fit into the processor's caches.
    package static let defaultLimits = BatchLimits(
        maxEvents: 1000,
        maxBytes: 2 << 20,
        maxAge: .milliseconds(10),
        concurrency: 8
    )
    package static let isStore = false
    package static let takesFormat = true
    package static let hasOwnThreads = true

    private let configuration: KafkaConfiguration
    private let context: DestinationContext
    private let producer: KafkaProducer
    private let hasWarned = Atomic(false)

    package static func configure(_ section: ConfigurationSection) -> KafkaConfiguration? {
        KafkaConfiguration(section)
    }

    package init(configuration: KafkaConfiguration, context: DestinationContext) {
        self.configuration = configuration
        self.context = context
        producer = KafkaProducer(configuration, context)
    }

    package func prepare() async throws(DestinationFailure) {
        if let warning = configuration.security.warning, !hasWarned.exchange(true, ordering: .relaxed) {
            context.logger.warning(
                "\(context.name) \(warning)",
                metadata: ["event": "destination.insecure", "destination": "\(context.name)"]
            )
        }
        try await producer.prepare()
    }

    package func examine() async -> [ConnectionFinding] {
        await producer.examine()
    }

    package func deliver(_ batch: Batch) async -> Outcomes {
        await producer.deliver(batch)
    }

    package func shutdown() async {
        await producer.close()
    }
}
