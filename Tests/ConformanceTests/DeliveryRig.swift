import RouterCore
import TestSupport
import Testing

/// A subject with everything around it.
final class DeliveryRig: Sendable {
    struct NotYet: Error {}
    static let name = "subject"

    let subject: any ConformanceSubject
    let factory = EventFactory()
    let log = LogCapture()
    private let timeout: Duration

    init(subject: any ConformanceSubject, timeout: Duration) throws {
        self.subject = subject
        self.timeout = timeout
    }

    /// Runs `body` with an instance of the destination of its own, prepared before and shut down after.
    func withDestination(_ body: (any Destination) async throws -> Void) async throws {
        let destination = try subject.makeDestination(context)
        do {
            try await destination.prepare()
            try await body(destination)
        } catch {
            await destination.shutdown()
            throw error
        }
        await destination.shutdown()
    }

    /// Expects the target to hold what it must once `events` have been delivered in this order.
    func expectStored(_ events: [SampleEvent], isOnce: Bool = false) async throws {
        let stored = try await subject.stored()
        let differences = stored.differences(from: events, isOnce: isOnce, normalized: subject.normalized)
        #expect(differences.isEmpty)
    }

    func start() async throws { throw NotYet() }
    func stop() async throws { throw NotYet() }
    func kill() async throws { throw NotYet() }
    func append(_ events: [SampleEvent]) async throws { throw NotYet() }
    func drained() async throws { throw NotYet() }
    func logged(_ event: String) async throws { throw NotYet() }
    func deadLetters() async throws -> [(id: String, reason: String)] { throw NotYet() }
    func end() async {}

    private var context: DestinationContext {
        DestinationContext(name: Self.name, timeout: timeout, logger: log.logger())
    }
}
