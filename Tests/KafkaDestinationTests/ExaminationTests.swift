import CKafka
import KafkaDestination
import RouterCore
import TestSupport
import Testing

/// What `check --connect` is told.
@Suite(.timeLimit(.minutes(3)))
struct ExaminationTests {
    private func findings(
        _ brokers: String,
        topic: String? = nil,
        _ more: String = "",
        timeout: Duration = .seconds(5)
    ) async throws -> [ConnectionFinding] {
        var findings: [ConnectionFinding] = []
        try await TestKafka.run(brokers: brokers, topic: topic, more, timeout: timeout, prepares: false) { kafka in
            let start = ContinuousClock.now
            findings = await kafka.destination.examine()
            #expect(ContinuousClock.now - start < timeout + .seconds(5))
        }
        #expect(findings.map(\.aspect) == [.connection, .credentials, .target])
        return findings
    }

    @Test func aTopicThatIsThereIsGood() async throws {
        let cluster = try MockCluster()
        cluster.create("there", partitions: 4)
        let findings = try await findings(cluster.brokers, topic: "there")
        #expect(findings.map(\.verdict) == [.good, .good, .good])
        #expect(findings[0].text.contains("3 brokers"))
        #expect(findings[2].text.contains("4 partitions"))
    }

    @Test func nothingIsCreatedByLooking() async throws {
        let broker = try TestServers.kafka
        let topic = TestKafka.newTopic()
        let findings = try await findings(broker, topic: topic)
        #expect(findings.prefix(2).map(\.verdict) == [.good, .good])
        #expect(findings[2].text.contains(topic), "\(findings[2])")
        let topics = try await ChildProcess.output(of: "kcat", ["-L", "-b", broker])
        #expect(!topics.contains(topic))
    }

    @Test func whichTopicsATemplateNeedsIsNotKnown() async throws {
        let cluster = try MockCluster()
        #expect(try await findings(cluster.brokers, topic: "x.{type}").map(\.verdict) == [.good, .good, .unknown])
    }

    @Test func noBrokerIsBad() async throws {
        let port = try FreePort.pick()
        let findings = try await findings("127.0.0.1:\(port)")
        #expect(findings.map(\.verdict) == [.bad, .unknown, .unknown])
        #expect(findings[0].text.contains("127.0.0.1:\(port)"), "\(findings[0])")
    }

    @Test func credentialsThatAreRefusedAreBad() async throws {
        let proxy = try await KafkaProxy(user: "terra", password: "right")
        let security = "security: {protocol: sasl_plaintext, mechanism: PLAIN, username: terra, password: wrong-9171}"
        let findings = try await findings("127.0.0.1:\(proxy.port)", security)
        #expect(findings.map(\.verdict) == [.good, .bad, .unknown])
        #expect(!findings[1].text.contains("wrong-9171"))
    }

    @Test func aTopicThatMayNotBeSeenIsBad() async throws {
        let cluster = try MockCluster()
        cluster.create("hidden", partitions: 1)
        cluster.setError(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED.rawValue, of: "hidden")
        let findings = try await findings(cluster.brokers, topic: "hidden")
        #expect(findings.map(\.verdict) == [.good, .good, .bad])
        #expect(findings[2].text.contains("grant it Write"))
    }

    @Test func anAuthorityThatIsNotThereIsBad() async throws {
        let findings = try await findings("127.0.0.1:9", "security: {protocol: ssl, ca: /nowhere/ca.pem}")
        #expect(findings.map(\.verdict) == [.bad, .unknown, .unknown])
        #expect(findings[0].text.contains("/nowhere/ca.pem"), "\(findings[0])")
    }
}
