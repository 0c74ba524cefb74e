import CKafka
internal import RouterCore

/// What a message's code means for its event; the table is in `KafkaDestination`'s header.
struct KafkaVerdict {
    let trouble: BrokerTrouble
    let timeout: Duration
    /// `message.max.bytes`.
    let maximumBytes: Int

    /// `topic` and `bytes` are the message's; `brokerLimit` is the topic's `max.message.bytes` where it is known.
    func outcome(_ code: DeliveryCode.Value, topic: String, bytes: Int, brokerLimit: Int?) -> Outcome {
        switch code {
        case DeliveryCode.delivered: .delivered
        case DeliveryCode.pending: waited("the broker did not answer within \(timeout)")
        case DeliveryCode.tooLargeToSend:
            .rejected(
                reason: "a message of \(bytes) bytes is over the limit of \(maximumBytes) (property message.max.bytes)"
            )
        case DeliveryCode.tooManyTopics:
            .rejected(
                reason: "'topic' makes more than \(TopicHandles.capacity) topics, and no more are taken until a restart"
            )
        default: outcome(rd_kafka_resp_err_t(code), topic: topic, bytes: bytes, brokerLimit: brokerLimit)
        }
    }

    /// Whether a code is about the topic, whose state librdkafka remembers.
    static func isAboutTopic(_ code: DeliveryCode.Value) -> Bool {
        switch rd_kafka_resp_err_t(code) {
        case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,
            RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
            true
        default: false
        }
    }

    /// Whether a code says that the broker found a message too large.
    static func isAboutSize(_ code: DeliveryCode.Value) -> Bool {
        switch rd_kafka_resp_err_t(code) {
        case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE,
            RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE:
            true
        default: false
        }
    }

    /// What there is to do about a topic that cannot be written to; nil for other codes.
    static func advice(_ code: rd_kafka_resp_err_t, topic: String) -> String? {
        switch code {
        case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
            missingTopic(topic)
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
            "this user may not write to the topic '\(topic)': grant it Write and Describe on the topic"
        case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
            "the cluster does not take '\(topic)' as the name of a topic: correct 'topic'"
        case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
            "this user may not use the idempotent producer: grant it IdempotentWrite on the cluster"
        case RD_KAFKA_RESP_ERR_UNSUPPORTED_COMPRESSION_TYPE:
            "the cluster does not take this compression: choose another 'compression'"
        case RD_KAFKA_RESP_ERR_UNSUPPORTED_FOR_MESSAGE_FORMAT, RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE,
            RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION:
            "the brokers are too old for the idempotent producer, which takes Kafka 0.11 and its message format"
        case RD_KAFKA_RESP_ERR_SECURITY_DISABLED:
            "the cluster has no security, and was asked for it: correct 'security'"
        default: nil
        }
    }

    static func missingTopic(_ topic: String) -> String {
        "the topic '\(topic)' does not exist, and the cluster creates none by itself: create it, or correct 'topic'"
    }

    private func outcome(_ code: rd_kafka_resp_err_t, topic: String, bytes: Int, brokerLimit: Int?) -> Outcome {
        if let advice = Self.advice(code, topic: topic) { return .pause(reason: advice) }
        switch code {
        case RD_KAFKA_RESP_ERR__AUTHENTICATION, RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED,
            RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM, RD_KAFKA_RESP_ERR_ILLEGAL_SASL_STATE:
            return .pause(reason: trouble.credentialsAdvice)
        case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE,
            RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE:
            let limit = brokerLimit.map { "the limit of \($0)" } ?? "its limit"
            return .rejected(
                reason:
                    "the broker finds a message of \(bytes) bytes, once compressed, over \(limit) for the topic '\(topic)' (max.message.bytes)"
            )
        case RD_KAFKA_RESP_ERR_INVALID_RECORD, RD_KAFKA_RESP_ERR_POLICY_VIOLATION,
            RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP:
            return .rejected(reason: "the broker refuses the message for '\(topic)': \(Self.words(code))")
        case RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE:
            return waited("the brokers did not confirm the message within \(timeout)")
        case RD_KAFKA_RESP_ERR__PURGE_QUEUE, RD_KAFKA_RESP_ERR__PURGE_INFLIGHT, RD_KAFKA_RESP_ERR__TRANSPORT,
            RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, RD_KAFKA_RESP_ERR__FATAL:
            return waited("the message was not sent")
        case RD_KAFKA_RESP_ERR__QUEUE_FULL:
            return waited("there was no room in librdkafka's queue within \(timeout)")
        case RD_KAFKA_RESP_ERR_THROTTLING_QUOTA_EXCEEDED:
            return .retry(after: .seconds(1), reason: Self.words(code))
        default:
            return .retry(after: nil, reason: Self.words(code))
        }
    }

    /// For what did not come to an answer, the reason is what was said about the connections meanwhile.
    private func waited(_ what: String) -> Outcome {
        if let fatal = trouble.fatal {
            if let advice = Self.advice(fatal.code, topic: "") { return .pause(reason: advice) }
            return .retry(after: nil, reason: "the producer came to an end: \(fatal.text)")
        }
        if trouble.kind == .credentials { return .pause(reason: trouble.credentialsAdvice) }
        let why = trouble.text.map { ": \($0)" } ?? ""
        return .retry(after: nil, reason: what + why)
    }

    private static func words(_ code: rd_kafka_resp_err_t) -> String {
        String(cString: rd_kafka_err2str(code)) + " (\(String(cString: rd_kafka_err2name(code))))"
    }
}

extension BrokerTrouble {
    /// For credentials that were refused.
    var credentialsAdvice: String {
        "the cluster refuses the credentials (\(text ?? "no more is known")): check 'security.mechanism', 'username' and 'password'"
    }
}
