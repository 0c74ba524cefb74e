import CKafka
import Foundation

/// Asks a cluster for its metadata: whether it can be reached, takes the credentials and has a topic. Blocks.
struct ClusterMetadata {
    typealias Instant = ContinuousClock.Instant

    enum Answer: Equatable {
        /// `partitions`: of the topic that was asked for, 0 where none was.
        case answered(brokers: Int, partitions: Int)
        /// The topic is not there, or not yet. `broker`: one that answers.
        case topicPending(brokers: Int, broker: Int32)
        /// Somebody must act.
        case refused(reason: String)
        case unreachable(reason: String)
    }

    private static let askEvery: Int32 = 500

    private let client: KafkaClient
    private let patience: Duration

    init(_ client: KafkaClient, patience: Duration) {
        self.client = client
        self.patience = patience
    }

    /// Asks until there is an answer, no hope for one, or no time. A topic that is missing is asked for again for a
    /// while: brokers that create it answer so meanwhile.
    func ask(for topic: String?, waitingForIt waits: Bool = true, by deadline: Instant) -> Answer {
        let start = Instant.now
        let handle = topic.flatMap { rd_kafka_topic_new(client.handle, $0, nil) }
        defer { if let handle { rd_kafka_topic_destroy(handle) } }
        var last = Answer.unreachable(reason: "no broker answered in time")
        while Instant.now < deadline {
            var metadata: UnsafePointer<rd_kafka_metadata>?
            let code = rd_kafka_metadata(client.handle, 0, handle, &metadata, Self.askEvery)
            if let metadata {
                defer { rd_kafka_metadata_destroy(metadata) }
                last = Self.answer(metadata.pointee, topic: topic)
                switch last {
                case .topicPending where waits && Instant.now - start < patience: break
                default: return last
                }
            }
            let trouble = client.trouble
            if let fatal = trouble.fatal {
                return .refused(reason: KafkaVerdict.advice(fatal.code, topic: topic ?? "") ?? fatal.text)
            }
            if trouble.kind == .credentials { return .refused(reason: trouble.credentialsAdvice) }
            if metadata == nil, let text = trouble.text { last = .unreachable(reason: text) }
            if trouble.isHopeless(for: start, patience: patience, at: .now) { return last }
            if code == RD_KAFKA_RESP_ERR__TRANSPORT || metadata != nil { Self.pause() }
        }
        return last
    }

    private static func answer(_ metadata: rd_kafka_metadata, topic: String?) -> Answer {
        let brokers = Int(metadata.broker_cnt)
        guard let topic, metadata.topic_cnt > 0 else { return .answered(brokers: brokers, partitions: 0) }
        let found = metadata.topics[0]
        switch found.err {
        case RD_KAFKA_RESP_ERR_NO_ERROR where found.partition_cnt > 0:
            return .answered(brokers: brokers, partitions: Int(found.partition_cnt))
        case RD_KAFKA_RESP_ERR_NO_ERROR, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
            return .topicPending(brokers: brokers, broker: brokers > 0 ? metadata.brokers[0].id : -1)
        default:
            let words = String(cString: rd_kafka_err2str(found.err))
            guard let advice = KafkaVerdict.advice(found.err, topic: topic) else {
                return .unreachable(reason: "the topic '\(topic)' cannot be used now: \(words)")
            }
            return .refused(reason: advice)
        }
    }

    /// Between two questions, where the last one did not wait itself.
    private static func pause() {
        Thread.sleep(forTimeInterval: 0.1)
    }
}
