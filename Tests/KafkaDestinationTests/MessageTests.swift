import Foundation
import KafkaDestination
import RouterCore
import TestSupport
import Testing

/// What lies in a real broker's topics, read by another client.
@Suite(.timeLimit(.minutes(3)))
struct MessageTests {
    @Test func aMessageHasTheUserAsItsKeyThePayloadAndHeaders() async throws {
        let broker = try TestServers.kafka
        try await TestKafka.run(brokers: broker) { kafka in
            let events = [
                TestKafka.event("trace-1", user: "user-é", reference: "ref-1", payload: "{\"note\":\"\u{0}é\"}"),
                TestKafka.event("trace-2", user: nil, type: "healthcheck", ordering: -5),
                TestKafka.event("trace-3", user: "", type: "", ordering: .min, payload: ""),
            ]
            #expect(await kafka.deliver(events) == [.delivered, .delivered, .delivered])
            let messages = try await KafkaMessage.read(kafka.topic, from: broker)
            #expect(messages.map(\.key) == ["user-é", nil, ""])
            #expect(messages.map { Array($0.value) } == events.map { Array($0.payload) })
            #expect(
                messages.map(\.headers) == [
                    [
                        "id": "trace-1", "type": "body", "ordering": "1789549441123",
                        "content-type": "application/json", "terra-reference": "ref-1",
                    ],
                    ["id": "trace-2", "type": "healthcheck", "ordering": "-5", "content-type": "application/json"],
                    [
                        "id": "trace-3", "type": "", "ordering": "\(Int64.min)", "content-type": "application/json",
                    ],
                ]
            )
        }
    }

    @Test(arguments: ["none", "gzip", "snappy", "lz4", "zstd"])
    func everyCompressionArrives(_ compression: String) async throws {
        let broker = try TestServers.kafka
        try await TestKafka.run(brokers: broker, "compression: \(compression)") { kafka in
            let events = TestKafka.events(0..<2000, payload: String(repeating: "{\"a\":1} ", count: 200))
            #expect(await kafka.deliver(events).allSatisfy { $0 == .delivered })
            let messages = try await KafkaMessage.read(kafka.topic, from: broker)
            #expect(messages.map { $0.headers["id"] } == events.map(\.id))
            #expect(messages.allSatisfy { Array($0.value) == Array(events[0].payload) })
        }
    }

    @Test func aTopicCanFollowTypeAndProvider() async throws {
        let broker = try TestServers.kafka
        let name = TestKafka.newTopic()
        try await TestKafka.run(brokers: broker, topic: name + ".{type}.{provider}") { kafka in
            let events = [
                TestKafka.event("a"),
                TestKafka.event("b", type: "athlete"),
                TestKafka.event("c", provider: "FREESTYLE LIBRE"),
                TestKafka.event("d", user: nil, type: "auth", provider: nil),
            ]
            #expect(await kafka.deliver(events).allSatisfy { $0 == .delivered })
            let messages = try await KafkaMessage.read("^\(name)[.]", from: broker)
            let topics = Dictionary(messages.map { ($0.headers["id"], $0.topic) }, uniquingKeysWith: { $1 })
            #expect(
                topics == [
                    "a": "\(name).body.DEXCOM", "b": "\(name).athlete.DEXCOM", "c": "\(name).body.FREESTYLE_LIBRE",
                    "d": "\(name).auth.unknown",
                ]
            )
        }
    }

    @Test func typesWithoutEndDoNotBecomeTopicsWithoutEnd() async throws {
        let cluster = try MockCluster(brokers: 1)
        try await TestKafka.run(brokers: cluster.brokers, topic: "x.{type}", timeout: .seconds(60)) { kafka in
            let events = (0..<1100).map { TestKafka.event("\($0)", type: "type-\($0)") }
            let outcomes = await kafka.deliver(events).map(\.parts)
            #expect(outcomes.prefix(1000).allSatisfy { $0.kind == "delivered" })
            #expect(outcomes.dropFirst(1000).allSatisfy { $0.kind == "rejected" && $0.reason.contains("1000 topics") })
        }
    }

    /// Java's `DefaultPartitioner`: murmur2 of the key, the sign bit cut, modulo the partitions.
    @Test func aUserHasThePartitionThatJavaProducersGiveIt() async throws {
        let broker = try TestServers.kafka
        let topic = TestKafka.newTopic()
        try await Self.create(topic, partitions: 10, [:])
        try await TestKafka.run(brokers: broker, topic: topic) { kafka in
            // Hashes from Kafka's own test of the function (UtilsTest.testMurmur2).
            let hashes: [(key: String, hash: Int32)] = [
                ("21", -973_932_308), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536),
                ("a-little-bit-longer-string", -1_486_304_829),
                ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971), ("abc", 479_470_107),
            ]
            let events = hashes.map { TestKafka.event($0.key, user: $0.key) }
            #expect(await kafka.deliver(events).allSatisfy { $0 == .delivered })
            for message in try await KafkaMessage.read(topic, from: broker) {
                let hash = try #require(hashes.first { $0.key == message.key }).hash
                #expect(message.partition == Int(hash & 0x7fff_ffff) % 10, "\(message.key ?? "")")
            }
        }
    }

    @Test func whatATopicTakesIsInTheReasonAndSmallMessagesBesideLargeOnesArrive() async throws {
        let broker = try TestServers.kafka
        let topic = TestKafka.newTopic()
        try await Self.create(topic, partitions: 1, ["max.message.bytes": "20000"])
        try await TestKafka.run(brokers: broker, topic: topic, "compression: none") { kafka in
            var events = TestKafka.events(0..<100, payload: "\"" + String(repeating: "x", count: 1000) + "\"")
            events.insert(
                TestKafka.event("large", payload: "\"" + String(repeating: "x", count: 40_000) + "\""),
                at: 50
            )
            let outcomes = await kafka.deliver(events)
            for (event, outcome) in zip(events, outcomes) where event.id != "large" { #expect(outcome == .delivered) }
            #expect(outcomes[50].parts.kind == "rejected")
            #expect(outcomes[50].parts.reason.contains("40002 bytes"), "\(outcomes[50])")
            #expect(outcomes[50].parts.reason.contains("20000"), "\(outcomes[50])")
            let ids = try await KafkaMessage.read(topic, from: broker).map { $0.headers["id"] }
            #expect(ids == (0..<100).map { "event-\($0)" })
        }
    }

    private static func create(_ topic: String, partitions: Int, _ settings: [String: String]) async throws {
        let script = """
            import json, sys
            from confluent_kafka.admin import AdminClient, NewTopic
            broker, topic, partitions, settings = sys.argv[1:]
            new = NewTopic(topic, int(partitions), 1, config=json.loads(settings))
            admin = AdminClient({"bootstrap.servers": broker})
            admin.create_topics([new])[topic].result(20)
            """
        let json = String(decoding: try JSONEncoder().encode(settings), as: UTF8.self)
        let arguments = ["-c", script, try TestServers.kafka, topic, "\(partitions)", json]
        _ = try await ChildProcess.output(of: TestServers.python, arguments)
    }
}
