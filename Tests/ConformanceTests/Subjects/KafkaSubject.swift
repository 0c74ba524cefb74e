import Foundation
import KafkaDestination
import RouterCore
import TestSupport

/// A topic of its own. What it holds is read with another client, past the proxies that bring about the faults.
final class KafkaSubject: ConformanceSubject {
    private let topic = "conformance-" + UUID().uuidString.lowercased()
    private let faults: FaultProxy
    private let proxy: KafkaProxy

    init() async throws {
        // The faults are in front of the proxy that has the metadata name the port of the faults: each needs the other.
        let port = try FreePort.pick()
        proxy = try await KafkaProxy(advertised: port)
        faults = try await FaultProxy(to: proxy.port, listeningOn: port)
    }

    func reason(against fault: Fault) -> String? { nil }

    func makeDestination(_ context: DestinationContext) throws -> any Destination {
        // Not compressed, so that the proxy can tell what it is to refuse.
        let keys = ["brokers": "127.0.0.1:\(faults.port)", "topic": topic, "compression": "none"]
        return try configured(KafkaDestination.self, keys, context)
    }

    func stored() async throws -> StoredState {
        let messages = try await KafkaMessage.read(topic, from: TestServers.kafka)
        return .deliveries(messages.map { StoredDelivery(id: $0.headers["id"], body: Array($0.value)) })
    }

    func poison(_ sample: SampleEvent) async throws {
        try proxy.refuse(sample.id)
    }

    func setDown(_ isDown: Bool) async throws {
        if isDown { try await faults.refuse() } else { try await faults.accept() }
    }

    func setHanging(_ isHanging: Bool) async throws {
        faults.set(isHanging ? .blackhole : .forward)
    }

    func loseNextAnswer(send: () async throws -> Void, until isWritten: () async throws -> Bool) async throws {
        // The answer names the topic.
        faults.set(.holdResponses(containing: Array(topic.utf8)))
        try await send()
        try await eventually("an answer is held back") { faults.holding > 0 }
        try await eventually("the message is in the topic", isWritten)
        faults.cut()
        faults.set(.forward)
    }
}
