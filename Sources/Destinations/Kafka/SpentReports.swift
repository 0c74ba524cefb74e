import CKafka
import Synchronization

/// Reports that have been read, with the messages that they are of. Whoever makes new messages frees them first: what one
/// thread allocates and another frees has both wait for the same lock of the allocator.
final class SpentReports: Sendable {
    /// Events of librdkafka, each with some hundred messages or more. More than this are not kept.
    private static let capacity = 8

    /// Their addresses.
    private let events = Mutex<[UInt]>([])

    /// Keeps an event until `free`; false where there are too many already.
    func keep(_ event: OpaquePointer) -> Bool {
        let address = UInt(bitPattern: event)
        return events.withLock { events in
            guard events.count < Self.capacity else { return false }
            events.append(address)
            return true
        }
    }

    /// Frees what is kept. Before the producer's end.
    func free() {
        let taken = events.withLock { events in
            defer { events = [] }
            return events
        }
        for address in taken { rd_kafka_event_destroy(OpaquePointer(bitPattern: address)) }
    }
}
