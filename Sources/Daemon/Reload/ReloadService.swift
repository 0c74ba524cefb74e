import ServiceLifecycle
import UnixSignals

/// Reloads the configuration on SIGHUP.
struct ReloadService: Service {
    let reloader: Reloader
    /// Traps SIGHUP from the moment it was made.
    let signals: UnixSignalsSequence

    func run() async throws {
        for await _ in signals.cancelOnGracefulShutdown() { _ = await reloader.reload() }
    }
}
