import Synchronization

/// What is counted as it happens, from any thread.
final class JournalCounters: Sendable {
    private struct State {
        var statistics = JournalStatistics()
        var syncs = LatencyHistogram()
    }

    private let state = Mutex(State())

    func countCommit(appended: Int, duplicates: Int, sync: Duration?) {
        state.withLock { state in
            state.statistics.appended += appended
            state.statistics.duplicates += duplicates
            if let sync {
                state.statistics.commits += 1
                state.syncs.record(sync)
            }
        }
    }

    func countSkip() {
        state.withLock { $0.statistics.skips += 1 }
    }

    /// The figures that are counted here; the rest is left at its default.
    var statistics: JournalStatistics {
        state.withLock { state in
            var statistics = state.statistics
            statistics.syncP50 = state.syncs.percentile(0.5)
            statistics.syncP99 = state.syncs.percentile(0.99)
            return statistics
        }
    }
}
