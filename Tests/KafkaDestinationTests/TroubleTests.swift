import CKafka
import KafkaDestination
import RouterCore
import TestSupport
import Testing

/// Brokers that go, come back, change places or do not answer.
@Suite(.timeLimit(.minutes(3)))
struct TroubleTests {
    @Test func withoutBrokersEventsWaitAndArriveOnceThereAreSome() async throws {
        // The real broker behind a proxy: a broker of the mock cluster that comes up again may find its port taken.
        let port = try FreePort.pick()
        let broker = try await KafkaProxy(advertised: port)
        let faults = try await FaultProxy(to: broker.port, listeningOn: port)
        try await TestKafka.run(brokers: "127.0.0.1:\(port)", timeout: .seconds(4)) { kafka in
            #expect(await kafka.deliver([TestKafka.event("a")]) == [.delivered])
            try await faults.refuse()
            let start = ContinuousClock.now
            for outcome in await kafka.deliver(TestKafka.events(0..<50)) {
                #expect(outcome.parts.kind == "retry", "\(outcome)")
            }
            #expect(ContinuousClock.now - start < .seconds(12))
            try await faults.accept()
            var attempts = 0
            try await eventually("the broker takes events again") {
                attempts += 1
                return await kafka.deliver(TestKafka.events(0..<50)).allSatisfy { $0 == .delivered }
            }
            let ids = try await KafkaMessage.read(kafka.topic, from: TestServers.kafka).map { $0.headers["id"] }
            #expect(Set(ids) == Set(["a"] + (0..<50).map { "event-\($0)" }))
            // One that was cut short once the broker was back may have arrived; what was given up before must not.
            #expect(ids.count <= 1 + 50 * attempts, "what was given up does not arrive later")
            let lines = kafka.log.lines(containing: "event=kafka.client").count
            #expect(lines <= 11, "\(lines) lines of librdkafka within a few seconds")
        }
    }

    @Test func brokersThatDoNotAnswerCostNoMoreThanTheTimeout() async throws {
        let cluster = try MockCluster()
        try await TestKafka.run(brokers: cluster.brokers, timeout: .seconds(1)) { kafka in
            #expect(await kafka.deliver([TestKafka.event("a")]) == [.delivered])
            cluster.setRoundTrip(milliseconds: 60_000)
            let start = ContinuousClock.now
            let outcome = await kafka.deliver([TestKafka.event("b")])[0].parts
            #expect(outcome.kind == "retry", "\(outcome)")
            #expect(ContinuousClock.now - start < .seconds(10))
            cluster.setRoundTrip(milliseconds: 0)
            try await eventually("the brokers answer again") {
                await kafka.deliver([TestKafka.event("b")]) == [.delivered]
            }
        }
    }

    @Test func aCancelledDeliveryEndsAtOnce() async throws {
        let cluster = try MockCluster()
        try await TestKafka.run(brokers: cluster.brokers, timeout: .seconds(60)) { kafka in
            #expect(await kafka.deliver([TestKafka.event("a")]) == [.delivered])
            cluster.setRoundTrip(milliseconds: 60_000)
            let start = ContinuousClock.now
            let delivery = Task { await kafka.deliver([TestKafka.event("b")]) }
            delivery.cancel()
            #expect(await delivery.value[0].parts.kind == "retry")
            #expect(ContinuousClock.now - start < .seconds(10))
        }
    }

    @Test func theOrderOfAUserOutlivesLeaderChangesAndBrokenConnections() async throws {
        let cluster = try MockCluster()
        let topic = TestKafka.newTopic()
        cluster.create(topic, partitions: 4)
        let count = 3000
        try await TestKafka.run(brokers: cluster.brokers, topic: topic) { kafka in
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    for round in 0..<20 {
                        cluster.setLeader(Int32(round % 3 + 1), of: topic, partition: Int32(round % 4))
                        cluster.fail(
                            .produce,
                            [
                                RD_KAFKA_RESP_ERR__TRANSPORT.rawValue,
                                RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION.rawValue,
                                RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS.rawValue,
                            ]
                        )
                        try? await Task.sleep(for: .milliseconds(50))
                    }
                    cluster.forgive(.produce)
                }
                for start in stride(from: 0, to: count, by: 100) {
                    let events = (start..<start + 100).map { TestKafka.event("\($0)", user: "user-\($0 % 5)") }
                    var rest = events[...]
                    while !rest.isEmpty {
                        let outcomes = await kafka.deliver(Array(rest))
                        rest = rest.dropFirst(outcomes.prefix { $0 == .delivered }.count)
                    }
                }
            }
            let messages = try await KafkaMessage.read(topic, from: cluster.brokers)
            for user in 0..<5 {
                let ids = messages.filter { $0.key == "user-\(user)" }.compactMap {
                    $0.headers["id"].flatMap { Int($0) }
                }
                #expect(Set(ids) == Set(stride(from: user, to: count, by: 5)))
                // A message whose answer was lost may be there again, but never behind one that came after it.
                #expect(ids == ids.sorted(), "user \(user)")
            }
        }
    }

    @Test func aQueueThatIsTooSmallSlowsDownAndLosesNothing() async throws {
        let cluster = try MockCluster()
        let small = "properties: {queue.buffering.max.messages: 10, linger.ms: 0}"
        try await TestKafka.run(brokers: cluster.brokers, small) { kafka in
            #expect(await kafka.deliver(TestKafka.events(0..<500)).allSatisfy { $0 == .delivered })
            let ids = try await KafkaMessage.read(kafka.topic, from: cluster.brokers).map { $0.headers["id"] }
            #expect(ids == (0..<500).map { "event-\($0)" })
        }
    }

    @Test func aFullQueueHoldsUpWhatComesAfterIt() async throws {
        let cluster = try MockCluster()
        let small = "properties: {queue.buffering.max.messages: 10, linger.ms: 0}"
        try await TestKafka.run(brokers: cluster.brokers, small, timeout: .seconds(1)) { kafka in
            #expect(await kafka.deliver([TestKafka.event("a")]) == [.delivered])
            cluster.setRoundTrip(milliseconds: 60_000)
            let kinds = await kafka.deliver(TestKafka.events(0..<50)).map(\.parts.kind)
            #expect(kinds == Array(repeating: "retry", count: 50))
        }
    }

    @Test func manyBatchesAtOnceAllGetTheirOwnOutcomes() async throws {
        let cluster = try MockCluster()
        try await TestKafka.run(brokers: cluster.brokers, "properties: {message.max.bytes: 20000}") { kafka in
            let large = "\"" + String(repeating: "x", count: 30_000) + "\""
            await withTaskGroup(of: Bool.self) { group in
                for batch in 0..<40 {
                    group.addTask {
                        let events = (0..<100).map { index in
                            let isLarge = index == batch
                            return TestKafka.event("\(batch)-\(index)", payload: isLarge ? large : "{}")
                        }
                        let kinds = await kafka.deliver(events).map(\.parts.kind)
                        return kinds.indices.allSatisfy { kinds[$0] == ($0 == batch ? "rejected" : "delivered") }
                    }
                }
                for await isRight in group { #expect(isRight) }
            }
        }
    }
}
