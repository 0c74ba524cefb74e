import NIOCore
import Synchronization

/// What an `ScriptedServer` has received, who waits for more of it, and how it answers.
final class RequestLog: Sendable {
    private struct State {
        var rule: @Sendable (ScriptedServer.Request) -> ScriptedServer.Answer = { _ in .accepted }
        var connections = 0
        var channels: [ObjectIdentifier: any Channel] = [:]
        var closeWaiters: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
        var requests: [ScriptedServer.Request] = []
        var waiters: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []

        func hasClosed(_ count: Int) -> Bool { connections >= count && channels.isEmpty }
    }

    private let records: Bool
    private let state = Mutex(State())

    init(records: Bool) {
        self.records = records
    }

    var requests: [ScriptedServer.Request] { state.withLock { $0.requests } }
    var connectionCount: Int { state.withLock { $0.connections } }

    var openChannels: [any Channel] { state.withLock { Array($0.channels.values) } }

    /// Notes a connection and returns its number.
    func opened(_ channel: any Channel) -> Int {
        let key = ObjectIdentifier(channel)
        channel.closeFuture.whenComplete { _ in self.closed(key) }
        return state.withLock { state in
            state.connections += 1
            state.channels[key] = channel
            return state.connections
        }
    }

    private func closed(_ key: ObjectIdentifier) {
        let due = state.withLock { state in
            state.channels[key] = nil
            let waiters = state.closeWaiters
            state.closeWaiters = waiters.filter { !state.hasClosed($0.count) }
            return waiters.filter { state.hasClosed($0.count) }
        }
        for waiter in due { waiter.continuation.resume() }
    }

    func waitForClosedConnections(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.hasClosed(count) { return true }
                state.closeWaiters.append((count, continuation))
                return false
            }
            if isDone { continuation.resume() }
        }
    }

    func append(_ request: ScriptedServer.Request) {
        guard records else { return }
        let due = state.withLock { state in
            state.requests.append(request)
            let due = state.waiters.filter { $0.count <= state.requests.count }
            state.waiters.removeAll { $0.count <= state.requests.count }
            return due
        }
        for waiter in due { waiter.continuation.resume() }
    }

    func answer(_ rule: @escaping @Sendable (ScriptedServer.Request) -> ScriptedServer.Answer) {
        state.withLock { $0.rule = rule }
    }

    /// The answer to a request, as the rule of the moment has it.
    func answer(to request: ScriptedServer.Request) -> ScriptedServer.Answer {
        let rule = state.withLock { $0.rule }
        return rule(request)
    }

    func wait(for count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                guard state.requests.count < count else { return true }
                state.waiters.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }
}
