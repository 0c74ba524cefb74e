import CMalloc
import ServiceLifecycle

/// Sees to memory that is free: it is joined to larger pieces, and given back to the system. Opening a destination's file
/// leaves half a megabyte of it behind in the arena of its thread, and a burst of events as much as it took; neither would
/// ever be used for anything else.
struct MemoryService: Service {
    private static let interval = Duration.seconds(5)

    func run() async throws {
        _ = cmalloc_join_at_once()
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            _ = cmalloc_trim()
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.interval) }
        }
    }
}
