import CKafka
import KafkaDestination
import RouterCore
import TestSupport
import Testing

/// The table in the header of `KafkaDestination`, row by row, against brokers that answer with the errors.
@Suite(.timeLimit(.minutes(3)))
struct OutcomeTests {
    /// What the brokers answer to produce requests, one after the other, and what becomes of an event.
    private static let table: [(codes: [rd_kafka_resp_err_t], kind: String, words: String)] = [
        // librdkafka itself tries these again.
        ([RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION], "delivered", ""),
        ([RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE], "delivered", ""),
        ([RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT], "delivered", ""),
        ([RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS], "delivered", ""),
        ([RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND], "delivered", ""),
        ([RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR], "delivered", ""),
        ([RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__TRANSPORT], "delivered", ""),
        // A message that is refused in company has another chance alone.
        ([RD_KAFKA_RESP_ERR_INVALID_RECORD], "delivered", ""),
        ([RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE], "delivered", ""),
        (
            [RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE], "rejected",
            "max.message.bytes"
        ),
        ([RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE, RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE], "rejected", "limit"),
        ([RD_KAFKA_RESP_ERR_INVALID_RECORD, RD_KAFKA_RESP_ERR_INVALID_RECORD], "rejected", "INVALID_RECORD"),
        ([RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP, RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP], "rejected", "TIMESTAMP"),
        ([RD_KAFKA_RESP_ERR_POLICY_VIOLATION, RD_KAFKA_RESP_ERR_POLICY_VIOLATION], "rejected", "POLICY_VIOLATION"),
        ([RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED], "pause", "grant it Write"),
        ([RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION], "pause", "correct 'topic'"),
        ([RD_KAFKA_RESP_ERR_UNSUPPORTED_COMPRESSION_TYPE], "pause", "'compression'"),
        ([RD_KAFKA_RESP_ERR_UNSUPPORTED_FOR_MESSAGE_FORMAT], "pause", "too old"),
        ([RD_KAFKA_RESP_ERR_SECURITY_DISABLED], "pause", "'security'"),
        ([RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED], "pause", "IdempotentWrite"),
        ([RD_KAFKA_RESP_ERR_THROTTLING_QUOTA_EXCEEDED], "retry after 1.0 seconds", "THROTTLING"),
        ([RD_KAFKA_RESP_ERR_INVALID_REQUIRED_ACKS], "retry", "INVALID_REQUIRED_ACKS"),
        ([rd_kafka_resp_err_t(999)], "retry", "999"),
    ]

    @Test(arguments: table.indices)
    func everyAnswerHasItsOutcome(row: Int) async throws {
        let (codes, kind, words) = Self.table[row]
        let cluster = try MockCluster()
        try await TestKafka.run(brokers: cluster.brokers) { kafka in
            cluster.fail(.produce, codes.map(\.rawValue))
            let outcome = await kafka.deliver([TestKafka.event("a")])[0].parts
            #expect(outcome.kind == kind, "\(outcome)")
            #expect(outcome.reason.contains(words), "\(outcome)")
            cluster.forgive(.produce)
            #expect(await kafka.deliver([TestKafka.event("b")]) == [.delivered], "and it goes on from there")
            let expected = kind == "delivered" ? ["a", "b"] : ["b"]
            let ids = try await KafkaMessage.read(kafka.topic, from: cluster.brokers).map { $0.headers["id"] }
            #expect(ids == expected)
        }
    }

    @Test func aFatalErrorEndsTheProducerAndANewOneTakesItsPlace() async throws {
        let cluster = try MockCluster()
        try await TestKafka.run(brokers: cluster.brokers) { kafka in
            #expect(await kafka.deliver([TestKafka.event("a")]) == [.delivered])
            cluster.fail(.produce, [RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER.rawValue])
            let outcome = await kafka.deliver([TestKafka.event("b")])[0].parts
            #expect(outcome.kind == "retry", "\(outcome)")
            #expect(await kafka.deliver([TestKafka.event("b"), TestKafka.event("c")]) == [.delivered, .delivered])
            #expect(kafka.log.lines(containing: "event=kafka.producer_ended").count == 1)
        }
    }

    @Test func withoutTheRightToTheIdempotentProducerSomebodyMustAct() async throws {
        let cluster = try MockCluster()
        cluster.fail(.initProducerID, [RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED.rawValue])
        try await TestKafka.run(brokers: cluster.brokers, prepares: false) { kafka in
            let outcome = await kafka.deliver([TestKafka.event("a")])[0].parts
            #expect(outcome.kind == "pause", "\(outcome)")
            #expect(outcome.reason.contains("IdempotentWrite"), "\(outcome)")
            #expect(await kafka.deliver([TestKafka.event("a")]) == [.delivered], "once it is granted")
        }
    }

    @Test func aTopicThatNobodyCreatesPausesUntilItIsThere() async throws {
        let cluster = try MockCluster()
        let topic = TestKafka.newTopic()
        cluster.create(topic, partitions: 1)
        cluster.setError(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART.rawValue, of: topic)
        let properties =
            "properties: {topic.metadata.propagation.max.ms: 500, topic.metadata.refresh.fast.interval.ms: 100}"
        try await TestKafka.run(brokers: cluster.brokers, topic: topic, properties, prepares: false) { kafka in
            let outcome = await kafka.deliver([TestKafka.event("a")])[0].parts
            #expect(outcome.kind == "pause", "\(outcome)")
            #expect(outcome.reason.contains("'\(topic)' does not exist"), "\(outcome)")
            cluster.setError(0, of: topic)
            #expect(await kafka.deliver([TestKafka.event("a")]) == [.delivered])
        }
    }

    @Test func aTopicThatMayNotBeSeenIsSaidWhenItIsPrepared() async throws {
        let cluster = try MockCluster()
        let topic = TestKafka.newTopic()
        cluster.create(topic, partitions: 1)
        cluster.setError(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED.rawValue, of: topic)
        try await TestKafka.run(brokers: cluster.brokers, topic: topic, prepares: false) { kafka in
            let failure = try await #require(throws: DestinationFailure.self) {
                try await kafka.destination.prepare()
            }
            guard case .needsAttention(let reason) = failure else {
                Issue.record("\(failure)")
                return
            }
            #expect(reason.contains("grant it Write"), "\(reason)")
        }
    }

    @Test func aMessageOverTheClientsLimitIsRejectedWithTheLimitAndTheOthersAreNot() async throws {
        let cluster = try MockCluster()
        try await TestKafka.run(brokers: cluster.brokers, "properties: {message.max.bytes: 20000}") { kafka in
            let large = TestKafka.event("large", payload: "\"" + String(repeating: "x", count: 30_000) + "\"")
            let outcomes = await kafka.deliver([TestKafka.event("a"), large, TestKafka.event("b")])
            #expect(outcomes[0] == .delivered)
            #expect(outcomes[1].parts.kind == "rejected")
            #expect(outcomes[1].parts.reason.contains("30002 bytes"), "\(outcomes[1])")
            #expect(outcomes[1].parts.reason.contains("20000"), "\(outcomes[1])")
            #expect(outcomes[2] == .delivered)
        }
    }
}
