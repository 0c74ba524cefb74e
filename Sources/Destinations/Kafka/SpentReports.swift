import CKafka
import Synchronization

/// Reports that have been read, with the messages that they are of. Whoever makes new messages frees them first: what one
/// thread allocates and another frees has both wait for the same lock of the allocator.
final class SpentReports: Sendable {
    /// Events of librdkafka, each with some hundred messages or more. More than this are not kept.
    private static let capacity = 8

    private struct Events: @unchecked Sendable {
        var waiting: [OpaquePointer] = []
    }

    private let events = Mutex(Events())

    /// Keeps an event until `free`; false where there are too many already.
    func keep(_ event: OpaquePointer) -> Bool {
        events.withLock { events in
            guard events.waiting.count < Self.capacity else { return false }
            events.waiting.append(event)
            return true
        }
    }

    /// Frees what is kept. Before the producer's end.
    func free() {
        let waiting = events.withLock { events in
            defer { events.waiting = [] }
            return events.waiting
        }
        for event in waiting { rd_kafka_event_destroy(event) }
    }
}
