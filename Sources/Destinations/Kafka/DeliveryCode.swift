import CKafka

/// What became of one message: librdkafka's error code, 0 for delivered, or one of our own.
enum DeliveryCode {
    typealias Value = Int32

    static let delivered = RD_KAFKA_RESP_ERR_NO_ERROR.rawValue
    /// No report has come.
    static let pending = Value.min
    /// Larger than `message.max.bytes`, so that it was not even sent.
    static let tooLargeToSend = Value.min + 1
    /// There is no room for yet another topic.
    static let tooManyTopics = Value.min + 2
    /// The destination's format has no message for the event.
    static let notEncoded = Value.min + 3

    /// Whether it is about the one message, before librdkafka had it: those behind it can be sent.
    static func isOfOneMessage(_ code: Value) -> Bool {
        code == tooLargeToSend || code == tooManyTopics || code == notEncoded
    }

    /// Whether the broker may have refused the message only for the company that it was sent in: the whole set of
    /// messages is what it measures and validates.
    static func mayBeForItsCompany(_ code: Value) -> Bool {
        switch rd_kafka_resp_err_t(code) {
        case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE,
            RD_KAFKA_RESP_ERR_INVALID_RECORD, RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP,
            RD_KAFKA_RESP_ERR_POLICY_VIOLATION, RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE:
            true
        default: false
        }
    }
}
