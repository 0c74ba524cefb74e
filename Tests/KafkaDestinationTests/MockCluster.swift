import CKafka

/// librdkafka's own cluster for tests: brokers on loopback ports that answer with errors when they are told to.
final class MockCluster: Sendable {
    /// Requests, by the numbers of the Kafka protocol.
    enum Request: Int16, Sendable {
        case produce = 0
        case metadata = 3
        case initProducerID = 22
    }

    struct Failure: Error {}

    /// `host:port` of each broker.
    let brokers: String
    // librdkafka's functions may be called from any thread.
    private nonisolated(unsafe) let client: OpaquePointer
    private nonisolated(unsafe) let cluster: OpaquePointer

    init(brokers count: Int32 = 3) throws {
        var reason = [CChar](repeating: 0, count: 512)
        let made = rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), &reason, reason.count)
        guard let made, let cluster = rd_kafka_mock_cluster_new(made, count) else {
            throw Failure()
        }
        client = made
        self.cluster = cluster
        brokers = String(cString: rd_kafka_mock_cluster_bootstraps(cluster))
    }

    deinit {
        rd_kafka_mock_cluster_destroy(cluster)
        rd_kafka_destroy(client)
    }

    func create(_ topic: String, partitions: Int32) {
        rd_kafka_mock_topic_create(cluster, topic, partitions, 1)
    }

    /// Has the next requests of a kind fail, one after the other.
    func fail(_ request: Request, _ codes: [Int32]) {
        let errors = codes.map { rd_kafka_resp_err_t($0) }
        rd_kafka_mock_push_request_errors_array(cluster, request.rawValue, errors.count, errors)
    }

    /// Has requests of a kind succeed that were to fail.
    func forgive(_ request: Request) {
        rd_kafka_mock_clear_request_errors(cluster, request.rawValue)
    }

    /// What the metadata say of a topic.
    func setError(_ code: Int32, of topic: String) {
        rd_kafka_mock_topic_set_error(cluster, topic, rd_kafka_resp_err_t(code))
    }

    func setLeader(_ broker: Int32, of topic: String, partition: Int32 = 0) {
        rd_kafka_mock_partition_set_leader(cluster, topic, partition, broker)
    }

    /// How long every answer takes from now on.
    func setRoundTrip(milliseconds: Int32) {
        rd_kafka_mock_broker_set_rtt(cluster, -1, milliseconds)
    }
}
