import Delivery
import ServiceLifecycle

/// Runs the couriers side by side and stops them together.
struct CourierService: Service {
    let couriers: [Courier]
    let bound: Duration

    func run() async throws {
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                for courier in couriers { group.addTask { await courier.run() } }
            }
        } onGracefulShutdown: {
            for courier in couriers {
                Task { await courier.stop(within: bound) }
            }
        }
    }
}
