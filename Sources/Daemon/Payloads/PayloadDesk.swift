import Delivery
import Intake
import Journal
import PayloadFetching
import RouterCore
import Synchronization

/// Takes what the fetcher brings: payloads into the journal, pointers that have expired into dead letters.
final class PayloadDesk: PayloadTaker {
    private struct Staff {
        let handler: IntakeHandler
        let couriers: CourierService
        let journal: Journal
    }

    private let staff = Mutex<Staff?>(nil)

    /// Says who does the work; until then nothing is taken.
    func open(handler: IntakeHandler, couriers: CourierService, journal: Journal) {
        staff.withLock { $0 = Staff(handler: handler, couriers: couriers, journal: journal) }
    }

    func take(_ payload: [UInt8], isCompressed: Bool, inPlaceOf pointer: Event) async -> PayloadOutcome {
        guard let staff = staff.withLock({ $0 }) else { return .notNow(reason: "the daemon is starting") }
        return switch await staff.handler.take(payload, isCompressed: isCompressed, inPlaceOf: pointer) {
        case .taken: .taken
        case .unusable(let reason): .unusable(reason: reason)
        case .notNow(let reason): .notNow(reason: reason)
        }
    }

    func bury(_ pointer: Event, reason: String) async -> Bool {
        guard let staff = staff.withLock({ $0 }) else { return false }
        let destinations = staff.handler.destinations(ofPointer: pointer)
        var isDone = true
        for (index, name) in staff.journal.destinations.enumerated()
        where destinations.contains(DestinationSet(index: index)) {
            // One that has been removed meanwhile has nobody who would look for it there.
            guard let courier = staff.couriers.courier(name) else { continue }
            if await !courier.bury(pointer, reason: reason) { isDone = false }
        }
        return isDone
    }
}
