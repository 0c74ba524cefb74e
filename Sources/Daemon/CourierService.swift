import Delivery
import Logging
import RouterCore
import ServiceLifecycle
import Synchronization

/// The couriers that run: started one by one, also while the daemon runs, stopped one by one or together.
final class CourierService: Service {
    /// A courier with what it was made from.
    struct Running: Sendable {
        let entry: ConfiguredDestination
        let courier: Courier
        /// What stands for its destination in the events of this process.
        let bit: DestinationSet
        fileprivate(set) var task: Task<Void, Never>?
    }

    private enum Phase {
        case notStarted
        case running
        case stopping
    }

    private struct State {
        var phase = Phase.notStarted
        var running: [Running] = []
    }

    /// How long couriers may take to finish what is in flight when the daemon stops.
    private let bound: Duration
    private let state = Mutex(State())

    init(bound: Duration) {
        self.bound = bound
    }

    /// In the order of the configuration.
    var running: [Running] { state.withLock { $0.running } }

    var couriers: [Courier] { running.map(\.courier) }

    func courier(_ name: String) -> Courier? {
        running.first { $0.entry.name == name }?.courier
    }

    /// Takes a courier in, in the place of an earlier one of its name, and starts it as soon as the service runs. False
    /// where the daemon stops: then it is not run at all.
    func add(_ courier: Courier, for entry: ConfiguredDestination, bit: DestinationSet) -> Bool {
        state.withLock { state in
            guard state.phase != .stopping else { return false }
            var one = Running(entry: entry, courier: courier, bit: bit, task: nil)
            if state.phase == .running { one.task = Task { await courier.run() } }
            if let index = state.running.firstIndex(where: { $0.entry.name == entry.name }) {
                state.running[index] = one
            } else {
                state.running.append(one)
            }
            return true
        }
    }

    /// Stops a courier and returns when it has ended and its file is its own no more. It stays in the list.
    func stop(_ name: String, within bound: Duration) async {
        guard let one = running.first(where: { $0.entry.name == name }) else { return }
        await one.courier.stop(within: bound)
        await one.task?.value
    }

    /// Takes those that are not named out of the list, which follows the order of the names from then on.
    func keep(only names: [String]) {
        state.withLock { state in
            let running = state.running
            state.running = names.compactMap { name in running.first { $0.entry.name == name } }
        }
    }

    func run() async throws {
        let (end, ending) = AsyncStream.makeStream(of: Never.self)
        start()
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                for await _ in end {}
            } onGracefulShutdown: {
                self.beginStopping()
                ending.finish()
            }
        } onCancel: {
            for one in beginEnding() { one.task?.cancel() }
        }
        for one in running { await one.task?.value }
    }

    private func start() {
        state.withLock { state in
            guard state.phase == .notStarted else { return }
            state.phase = .running
            for index in state.running.indices {
                let courier = state.running[index].courier
                state.running[index].task = Task { await courier.run() }
            }
        }
    }

    private func beginStopping() {
        for one in beginEnding() {
            Task { [bound] in await one.courier.stop(within: bound) }
        }
    }

    /// Nothing is taken in from here on.
    private func beginEnding() -> [Running] {
        state.withLock { state in
            state.phase = .stopping
            return state.running
        }
    }
}
