import Delivery
import Intake
import Journal
import LargeRequests
import Synchronization

/// What the pages and the stats line tell of.
final class DaemonState: Sendable {
    let journal: Journal
    let couriers: CourierService
    let largeRequests: LargeRequestTracker
    let startedAt = WallClock.now()
    private let intake = Mutex<(@Sendable () -> IntakeStatistics)?>(nil)

    init(journal: Journal, couriers: CourierService, largeRequests: LargeRequestTracker) {
        self.journal = journal
        self.couriers = couriers
        self.largeRequests = largeRequests
    }

    /// Says where intake's figures come from; the server is made after the pages that show them.
    func countIntake(_ statistics: @escaping @Sendable () -> IntakeStatistics) {
        intake.withLock { $0 = statistics }
    }

    var intakeStatistics: IntakeStatistics {
        intake.withLock { $0 }?() ?? IntakeStatistics()
    }

    /// In the order of the configuration.
    func courierStatuses(opensWindow: Bool = false) async -> [CourierStatus] {
        var statuses: [CourierStatus] = []
        for courier in couriers.couriers { statuses.append(await courier.status(opensWindow: opensWindow)) }
        return statuses
    }
}
