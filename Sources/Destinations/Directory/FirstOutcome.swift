import RouterCore
import Synchronization

/// Waits for work that cannot be cancelled, but not for ever.
final class FirstOutcome: Sendable {
    private let continuation: Mutex<CheckedContinuation<Outcomes, Never>?>

    private init(_ continuation: CheckedContinuation<Outcomes, Never>) {
        self.continuation = Mutex(continuation)
    }

    /// What `work` returns, or `late` if it takes longer than `bound`; it then goes on by itself, and is counted in
    /// `overdue` until it has ended.
    static func of(
        _ work: @escaping @Sendable () async -> Outcomes,
        within bound: Duration,
        late: Outcomes,
        overdue: SharedCount
    ) async -> Outcomes {
        await withCheckedContinuation { continuation in
            let first = FirstOutcome(continuation)
            let timer = Task {
                try await Task.sleep(for: bound)
                first.resume(late) { overdue.add(1) }
            }
            Task {
                let outcomes = await work()
                timer.cancel()
                if !first.resume(outcomes, {}) { overdue.add(-1) }
            }
        }
    }

    /// True, and `before` was called, if this is the first.
    @discardableResult
    private func resume(_ outcomes: Outcomes, _ before: () -> Void) -> Bool {
        let waiting = continuation.withLock { continuation in
            defer { continuation = nil }
            if continuation != nil { before() }
            return continuation
        }
        waiting?.resume(returning: outcomes)
        return waiting != nil
    }
}
