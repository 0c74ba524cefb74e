package import Formats

/// What `destinations.yaml` says about a Kafka destination.
package struct KafkaConfiguration: Sendable {
    package let topic: TopicTemplate
    package let security: KafkaSecurity
    /// In which form payloads are the values of messages.
    package let encoder: PayloadEncoder
    /// What the section comes to in librdkafka's own words, the user's `properties` included.
    package let properties: [ClientProperty]

    /// `brokers`: `host:port`, one or more.
    package init(
        brokers: [String],
        topic: TopicTemplate,
        compression: KafkaCompression = .lz4,
        security: KafkaSecurity = KafkaSecurity(),
        encoder: PayloadEncoder = .json,
        properties: [ClientProperty] = []
    ) {
        self.topic = topic
        self.security = security
        self.encoder = encoder
        self.properties =
            Self.defaults + properties + security.properties + [
                ClientProperty("bootstrap.servers", brokers.joined(separator: ",")),
                ClientProperty("compression.codec", compression.rawValue),
                // Idempotence brings acks from all replicas in sync and the order within a partition with it.
                ClientProperty("enable.idempotence", "true"),
                ClientProperty("acks", "all"),
            ]
    }

    /// Where librdkafka's own would not suit; the user's properties come after them.
    private static let defaults = [
        ClientProperty("client.id", "distributary"),
        // As Java producers do, so that a user's events lie in one partition whoever wrote them.
        ClientProperty("partitioner", "murmur2_random"),
        // What is queued is bounded by the batches in flight.
        ClientProperty("queue.buffering.max.messages", "0"),
        ClientProperty("reconnect.backoff.max.ms", "2000"),
        // A topic that the brokers create when it is first asked for needs a moment; one that is missing is soon known.
        ClientProperty("topic.metadata.propagation.max.ms", "5000"),
        ClientProperty("log.connection.close", "false"),
    ]
}
