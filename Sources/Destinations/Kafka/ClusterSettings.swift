import CKafka

/// Asks a cluster how it is set up (DescribeConfigs), which it only tells those who may know. Blocks.
struct ClusterSettings {
    private let client: OpaquePointer
    private let timeout: Duration

    init(_ client: KafkaClient, timeout: Duration) {
        self.client = client.handle
        self.timeout = timeout
    }

    /// The largest set of messages that the topic takes, in bytes; nil where that is not told.
    func maximumBytes(ofTopic topic: String) -> Int? {
        value("max.message.bytes", of: RD_KAFKA_RESOURCE_TOPIC, named: topic).flatMap { Int($0) }
    }

    /// Whether brokers create a topic that is asked for; nil where that is not told.
    func createsTopics(broker: Int32) -> Bool? {
        value("auto.create.topics.enable", of: RD_KAFKA_RESOURCE_BROKER, named: "\(broker)").map { $0 == "true" }
    }

    private func value(_ setting: String, of kind: rd_kafka_ResourceType_t, named name: String) -> String? {
        let milliseconds = Int32(timeout / .milliseconds(1))
        let queue = rd_kafka_queue_new(client)
        let options = rd_kafka_AdminOptions_new(client, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS)
        var resource = rd_kafka_ConfigResource_new(kind, name)
        defer {
            rd_kafka_ConfigResource_destroy(resource)
            rd_kafka_AdminOptions_destroy(options)
            rd_kafka_queue_destroy(queue)
        }
        var reason = [CChar](repeating: 0, count: 256)
        rd_kafka_AdminOptions_set_request_timeout(options, milliseconds, &reason, reason.count)
        rd_kafka_DescribeConfigs(client, &resource, 1, options, queue)
        guard let event = rd_kafka_queue_poll(queue, milliseconds) else { return nil }
        defer { rd_kafka_event_destroy(event) }
        guard rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR_NO_ERROR,
            let result = rd_kafka_event_DescribeConfigs_result(event)
        else { return nil }
        return Self.value(setting, in: result)
    }

    private static func value(_ setting: String, in result: OpaquePointer) -> String? {
        var resourceCount = 0
        guard let resources = rd_kafka_DescribeConfigs_result_resources(result, &resourceCount), resourceCount > 0,
            rd_kafka_ConfigResource_error(resources[0]) == RD_KAFKA_RESP_ERR_NO_ERROR
        else { return nil }
        var entryCount = 0
        guard let entries = rd_kafka_ConfigResource_configs(resources[0], &entryCount) else { return nil }
        for entry in UnsafeBufferPointer(start: entries, count: entryCount)
        where rd_kafka_ConfigEntry_name(entry).map({ String(cString: $0) }) == setting {
            return rd_kafka_ConfigEntry_value(entry).map { String(cString: $0) }
        }
        return nil
    }
}
