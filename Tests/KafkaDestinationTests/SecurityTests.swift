import KafkaDestination
import Logging
import RouterCore
import TestSupport
import Testing

/// TLS and SASL, which the proxy in front of the broker speaks.
@Suite(.timeLimit(.minutes(3)))
struct SecurityTests {
    private static let password = "correct horse battery staple"

    private static func security(_ keys: String) -> String { "security: {\(keys)}" }

    private static func expectDelivered(_ proxy: KafkaProxy, _ security: String) async throws -> LogCapture {
        var log: LogCapture?
        try await TestKafka.run(brokers: "127.0.0.1:\(proxy.port)", security) { kafka in
            #expect(await kafka.deliver(TestKafka.events(0..<10)).allSatisfy { $0 == .delivered })
            let messages = try await KafkaMessage.read(kafka.topic, from: TestServers.kafka)
            #expect(messages.count == 10)
            log = kafka.log
        }
        return try #require(log)
    }

    @Test func verifiedTLSDelivers() async throws {
        let proxy = try await KafkaProxy(hasTLS: true)
        let authority = try TestServers.certificateAuthority
        let log = try await Self.expectDelivered(proxy, Self.security("protocol: ssl, ca: '\(authority)'"))
        #expect(log.lines(containing: "event=destination.insecure").isEmpty)
    }

    @Test func aServerThatCannotBeVerifiedGetsNothing() async throws {
        let proxy = try await KafkaProxy(hasTLS: true)
        let brokers = "127.0.0.1:\(proxy.port)"
        // The system's authorities know nothing of ours.
        try await TestKafka.run(brokers: brokers, "security: {protocol: ssl}", timeout: .seconds(4), prepares: false) {
            let failure = try await #require(throws: DestinationFailure.self) { [destination = $0.destination] in
                try await destination.prepare()
            }
            guard case .unavailable(let reason) = failure else {
                Issue.record("\(failure)")
                return
            }
            #expect(reason.lowercased().contains("certificate"), "\(reason)")
            let outcome = await $0.deliver([TestKafka.event("a")])[0].parts
            #expect(outcome.kind == "retry", "\(outcome)")
            let messages = try await KafkaMessage.read($0.topic, from: TestServers.kafka)
            #expect(messages.isEmpty)
        }
    }

    @Test func verificationThatIsTurnedOffIsSaidAtTheStart() async throws {
        let proxy = try await KafkaProxy(hasTLS: true)
        let log = try await Self.expectDelivered(proxy, Self.security("protocol: ssl, verify: false"))
        #expect(log.lines(containing: "event=destination.insecure").map(\.level) == [.warning])
    }

    @Test func saslOverTLSDelivers() async throws {
        let proxy = try await KafkaProxy(hasTLS: true, user: "terra", password: Self.password)
        let authority = try TestServers.certificateAuthority
        let log = try await Self.expectDelivered(
            proxy,
            Self.security(
                "protocol: sasl_ssl, mechanism: PLAIN, username: terra, password: '\(Self.password)', ca: '\(authority)'"
            )
        )
        #expect(log.lines(containing: "event=destination.insecure").isEmpty)
    }

    @Test func aPasswordInTheOpenIsSaidAtTheStart() async throws {
        let proxy = try await KafkaProxy(user: "terra", password: Self.password)
        let keys = "protocol: sasl_plaintext, mechanism: PLAIN, username: terra, password: '\(Self.password)'"
        let log = try await Self.expectDelivered(proxy, Self.security(keys))
        #expect(log.lines(containing: "event=destination.insecure").count == 1)
        #expect(log.lines(containing: Self.password).isEmpty)
    }

    @Test(arguments: [
        ("PLAIN", "wrong-9171"),
        ("SCRAM-SHA-256", "wrong-9171"),
    ])
    func credentialsThatAreRefusedPauseAndAreNotTold(mechanism: String, password: String) async throws {
        let proxy = try await KafkaProxy(user: "terra", password: Self.password)
        let keys = "protocol: sasl_plaintext, mechanism: \(mechanism), username: terra, password: \(password)"
        let brokers = "127.0.0.1:\(proxy.port)"
        try await TestKafka.run(brokers: brokers, Self.security(keys), prepares: false) { kafka in
            let failure = try await #require(throws: DestinationFailure.self) {
                try await kafka.destination.prepare()
            }
            guard case .needsAttention(let reason) = failure else {
                Issue.record("\(failure)")
                return
            }
            let start = ContinuousClock.now
            let outcome = await kafka.deliver([TestKafka.event("a")])[0].parts
            #expect(ContinuousClock.now - start < .seconds(10), "nothing to wait for")
            #expect(outcome.kind == "pause", "\(outcome)")
            for text in [reason, outcome.reason] {
                #expect(text.contains("refuses the credentials"), "\(text)")
                #expect(!text.contains(password), "\(text)")
            }
            #expect(kafka.log.lines(containing: password).isEmpty)
        }
    }
}
