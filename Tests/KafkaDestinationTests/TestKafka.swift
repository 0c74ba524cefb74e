import ConfigurationReader
import Foundation
import KafkaDestination
import RouterCore
import TestSupport
import Testing

/// A Kafka destination, as it would be made of its section in `destinations.yaml`.
struct TestKafka {
    let destination: KafkaDestination
    let log: LogCapture
    let topic: String

    /// Runs `body`, and shuts the destination down afterwards, whatever happened. `more`: further lines of the section.
    static func run(
        brokers: String,
        topic: String? = nil,
        _ more: String = "",
        timeout: Duration = .seconds(20),
        prepares: Bool = true,
        _ body: (TestKafka) async throws -> Void
    ) async throws {
        let topic = topic ?? newTopic()
        let yaml = "brokers: '\(brokers)'\ntopic: '\(topic)'\n" + more
        let file = ConfigurationFile(text: yaml)
        let section = try #require(file.root)
        let configuration = KafkaDestination.configure(section)
        section.finish()
        #expect(file.diagnostics.isEmpty, "\(file.diagnostics)")
        let log = LogCapture()
        let destination = KafkaDestination(
            configuration: try #require(configuration),
            context: DestinationContext(name: "stream", timeout: timeout, logger: log.logger())
        )
        let result: Result<Void, any Error>
        do {
            if prepares { try await destination.prepare() }
            result = .success(try await body(TestKafka(destination: destination, log: log, topic: topic)))
        } catch {
            result = .failure(error)
        }
        await destination.shutdown()
        try result.get()
    }

    static func newTopic() -> String { "test-" + UUID().uuidString.lowercased() }

    func deliver(_ events: [Event]) async -> [Outcome] {
        let outcomes = await destination.deliver(Batch(events))
        return events.indices.map { outcomes[$0] }
    }

    static func event(
        _ id: String,
        user: String? = "user-1",
        type: String = "body",
        provider: String? = "DEXCOM",
        reference: String? = nil,
        ordering: Int64 = 1_789_549_441_123,
        payload: String = #"{"type":"body"}"#
    ) -> Event {
        Event(
            id: id,
            type: type,
            userID: user,
            referenceID: nil,
            provider: provider,
            reference: reference,
            receivedAt: 1_789_549_442_000,
            ordering: ordering,
            destinations: DestinationSet(index: 0),
            payload: ArraySlice(payload.utf8)
        )
    }

    static func events(_ range: Range<Int>, user: String? = "user-1", payload: String = #"{"type":"body"}"#) -> [Event]
    {
        range.map { event("event-\($0)", user: user, payload: payload) }
    }
}

extension Outcome {
    /// What kind of outcome it is, and the reason behind it.
    var parts: (kind: String, reason: String) {
        switch self {
        case .delivered: ("delivered", "")
        case .retry(let after, let reason): (after.map { "retry after \($0)" } ?? "retry", reason)
        case .skipped(let reason): ("skipped", reason)
        case .rejected(let reason): ("rejected", reason)
        case .pause(let reason): ("pause", reason)
        }
    }
}
