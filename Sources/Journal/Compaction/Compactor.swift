internal import RouterCore
import Threading

/// Compacts one segment after the other, on a thread of its own: no commit waits for it.
actor Compactor {
    /// How often segments are looked for.
    private static let interval = Duration.seconds(1)

    private let executor = ThreadExecutor(name: "compaction")
    private let compaction: Compaction
    private let now: @Sendable () -> Int64

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(_ compaction: Compaction, now: @escaping @Sendable () -> Int64) {
        self.compaction = compaction
        self.now = now
    }

    /// Works until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            while !Task.isCancelled, compaction.compactNext(now: now()) {}
            try? await Task.sleep(for: Self.interval)
        }
    }
}
