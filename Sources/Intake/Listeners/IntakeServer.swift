import Logging
import NIOCore
import Synchronization

/// HTTP/1.1 in, on any number of listeners, each TCP or a Unix socket.
package final class IntakeServer: Sendable {
    private struct State {
        var isStopping = false
        /// By the listener's position.
        var bound: [Int: ListenAddress] = [:]
    }

    private let listeners: [Listener]
    private let connections = ConnectionRegistry()
    private let budget: MemoryBudget
    private let counters: IntakeCounters
    private let logger: Logger
    private let state = Mutex(State())

    /// Reads the listeners' TLS files; nothing is bound yet. `clock` gives unix milliseconds.
    package init(
        configuration: IntakeConfiguration,
        handler: any RequestHandler,
        budget: MemoryBudget,
        counters: IntakeCounters,
        group: any EventLoopGroup,
        logger: Logger,
        clock: @escaping @Sendable () -> Int64
    ) throws(IntakeFailure) {
        self.budget = budget
        self.counters = counters
        self.logger = logger
        var listeners: [Listener] = []
        for listener in configuration.listeners {
            let settings = ConnectionSettings(
                handler: handler,
                role: listener.address.isLocal ? listener.role.union(.local) : listener.role,
                limits: configuration.limits.connection,
                budget: budget,
                counters: counters,
                connections: connections,
                clock: clock
            )
            listeners.append(
                try Listener(
                    listener,
                    settings: settings,
                    maxConnections: configuration.limits.maxConnections,
                    group: group,
                    logger: logger
                )
            )
        }
        self.listeners = listeners
    }

    /// Listens until `shutdown`. `onListening` is called once all listeners are bound, with their addresses in order,
    /// the ports that the system chose filled in. Throws, with nothing left listening, if any of them fails.
    package func run(onListening: @escaping @Sendable ([ListenAddress]) async -> Void) async throws(IntakeFailure) {
        let failure = await withTaskGroup(of: IntakeFailure?.self) { group in
            for index in listeners.indices {
                group.addTask { await self.serve(index, onListening) }
            }
            var first: IntakeFailure?
            for await failure in group where failure != nil {
                first = first ?? failure
                await self.shutdown(within: .zero)
            }
            return first
        }
        if let failure { throw failure }
    }

    /// Accepts nothing more, lets what is in flight finish, and cuts off after `bound` whatever is still open.
    package func shutdown(within bound: Duration) async {
        state.withLock { $0.isStopping = true }
        let cutOff = Task {
            try await Task.sleep(for: bound)
            connections.closeAll()
        }
        await withDiscardingTaskGroup { group in
            for listener in listeners { group.addTask { await listener.stop() } }
        }
        cutOff.cancel()
    }

    package var statistics: IntakeStatistics {
        var statistics = counters.snapshot()
        statistics.bodyBytes = budget.inUse
        statistics.connections = connections.count
        return statistics
    }

    private func serve(
        _ index: Int,
        _ onListening: @escaping @Sendable ([ListenAddress]) async -> Void
    ) async -> IntakeFailure? {
        let listener = listeners[index]
        do throws(IntakeFailure) {
            try await listener.run { address in
                await self.isListening(index, address, onListening)
            }
        } catch {
            return state.withLock { $0.isStopping } ? nil : error
        }
        let isStopping = state.withLock { $0.isStopping }
        return isStopping ? nil : .listenerEnded(listener.configuration.address)
    }

    private func isListening(
        _ index: Int,
        _ address: ListenAddress,
        _ onListening: @Sendable ([ListenAddress]) async -> Void
    ) async {
        let configuration = listeners[index].configuration
        logger.info(
            "listening on \(address)",
            metadata: [
                "event": "listening",
                "address": "\(address)",
                "tls": "\(configuration.tls != nil)",
            ]
        )
        let all: [ListenAddress]? = state.withLock { state in
            state.bound[index] = address
            guard state.bound.count == listeners.count else { return nil }
            return listeners.indices.compactMap { state.bound[$0] }
        }
        if let all { await onListening(all) }
    }
}
