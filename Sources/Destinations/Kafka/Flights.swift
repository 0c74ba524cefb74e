import CKafka
internal import RouterCore
import Synchronization

/// The batches whose messages librdkafka holds, and what was reported of each message.
///
/// A message carries the number of its flight and its own place in it, so a report allocates nothing. librdkafka reads
/// payloads where they are: a flight holds its batch until the last report, also one that was given up.
final class Flights: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// What has to be done about flights that take too long.
    struct Overdue: Sendable {
        /// The start of the flight that has been waiting longest; nil without flights.
        var oldestStart: Instant?
        /// Some should have had all their reports by now.
        var isLate = false
    }

    private final class Flight {
        let start: Instant
        let deadline: Instant
        /// Holds the memory that the messages lie in.
        private let batch: Batch
        var codes: [DeliveryCode.Value]
        var remaining: Int
        var waiter: CheckedContinuation<[DeliveryCode.Value], Never>?

        init(_ batch: Batch, count: Int, start: Instant, deadline: Instant) {
            self.batch = batch
            self.start = start
            self.deadline = deadline
            codes = Array(repeating: DeliveryCode.pending, count: count)
            remaining = count
        }
    }

    private struct Table {
        var flights: [UInt: Flight] = [:]
        /// Nobody waits for these any more.
        var givenUp: [UInt: Flight] = [:]
        /// From 1, so that no message has the opaque 0.
        var next: UInt = 1
    }

    private static let indexBits: UInt = 20
    /// The most messages of a flight.
    static let capacity = 1 << Int(indexBits)

    private let table = Mutex(Table())

    var isEmpty: Bool { table.withLock { $0.flights.isEmpty } }

    /// Begins a flight of so many messages of a batch, at most `capacity`; all reports should be there by `deadline`.
    func open(_ batch: Batch, _ count: Int, deadline: Instant) -> UInt {
        precondition(count <= Self.capacity, "a batch has at most \(Self.capacity) messages")
        return table.withLock { table in
            let id = table.next
            table.next += 1
            table.flights[id] = Flight(batch, count: count, start: .now, deadline: deadline)
            return id
        }
    }

    /// What the message at `index` of a flight carries.
    static func opaque(_ flight: UInt, _ index: Int) -> UInt { flight << indexBits | UInt(index) }

    /// Notes what became of messages that were never sent; before `end`.
    func settle(_ id: UInt, _ indices: some Sequence<Int>, _ code: DeliveryCode.Value) {
        table.withLock { table in
            guard let flight = table.flights[id] else { return }
            for index in indices { Self.note(code, index, in: flight) }
        }
    }

    /// Takes all reports out of an event and returns how many messages were delivered. If some were not, `onFailure` is
    /// called before anybody hears of it.
    func take(reports event: OpaquePointer?, before onFailure: () -> Void) -> Int {
        var counts = (delivered: 0, failed: 0)
        var finished: [([DeliveryCode.Value], CheckedContinuation<[DeliveryCode.Value], Never>)] = []
        table.withLock { table in
            var current: (id: UInt, flight: Flight?) = (0, nil)
            while let message = rd_kafka_event_message_next(event) {
                let opaque = UInt(bitPattern: message.pointee._private)
                let code = message.pointee.err.rawValue
                if code == DeliveryCode.delivered { counts.delivered += 1 } else { counts.failed += 1 }
                let id = opaque >> Self.indexBits
                if id != current.id { current = (id, table.flights[id] ?? table.givenUp[id]) }
                guard let flight = current.flight else { continue }
                Self.note(code, Int(opaque & (1 << Self.indexBits - 1)), in: flight)
                guard flight.remaining == 0 else { continue }
                table.givenUp[id] = nil
                guard let waiter = flight.waiter else { continue }
                table.flights[id] = nil
                current = (0, nil)
                finished.append((flight.codes, waiter))
            }
        }
        if counts.failed > 0 { onFailure() }
        for (codes, waiter) in finished { waiter.resume(returning: codes) }
        return counts.delivered
    }

    /// Waits for the reports of a flight, which ends with this.
    func end(_ id: UInt) async -> [DeliveryCode.Value] {
        await withCheckedContinuation { continuation in
            let codes: [DeliveryCode.Value]? = table.withLock { table in
                guard let flight = table.flights[id] else { return [] }
                guard flight.remaining > 0 else {
                    table.flights[id] = nil
                    return flight.codes
                }
                flight.waiter = continuation
                return nil
            }
            if let codes { continuation.resume(returning: codes) }
        }
    }

    /// What is overdue at `now`. Flights so late that no report will come are given up, and end with what there is.
    func overdue(at now: Instant) -> (Overdue, gaveUp: Bool) {
        var result = Overdue()
        var abandoned: [([DeliveryCode.Value], CheckedContinuation<[DeliveryCode.Value], Never>)] = []
        table.withLock { table in
            for (id, flight) in table.flights {
                result.oldestStart = min(result.oldestStart ?? flight.start, flight.start)
                if now > flight.deadline + Self.reportGrace { result.isLate = true }
                guard now > flight.deadline + Self.purgeGrace, let waiter = flight.waiter else { continue }
                table.flights[id] = nil
                flight.waiter = nil
                table.givenUp[id] = flight
                abandoned.append((flight.codes, waiter))
            }
        }
        for (codes, waiter) in abandoned { waiter.resume(returning: codes) }
        return (result, !abandoned.isEmpty)
    }

    /// librdkafka looks for messages that have timed out once a second.
    private static let reportGrace = Duration.milliseconds(1500)
    private static let purgeGrace = Duration.milliseconds(2500)

    private static func note(_ code: DeliveryCode.Value, _ index: Int, in flight: Flight) {
        guard index < flight.codes.count, flight.codes[index] == DeliveryCode.pending else { return }
        flight.codes[index] = code
        flight.remaining -= 1
    }
}
