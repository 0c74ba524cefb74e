internal import AtRest

/// What an opened file holds.
struct OpenedStore: Sendable {
    let store: CourierStore
    let saved: SavedProgress<ContinuousClock.Instant>
    let totals: StoredTotals
    let deadLetterCount: Int
    let replay: Replay?
    let version: Int
    /// What is left to seal as it would be written now.
    let sealing: CourierStore.Sealing?
    let keysFound: Set<KeyID>
}

/// Opens a courier's file on the thread that will use it.
actor StoreOpener {
    private let executor: any SerialExecutor
    private let environment: CourierEnvironment

    init(_ executor: any SerialExecutor, _ environment: CourierEnvironment) {
        self.executor = executor
        self.environment = environment
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    func open(_ path: String, _ coding: RecordCoding, maxDelay: Duration) throws(CourierStoreFailure) -> OpenedStore {
        let store = try CourierStore(path: path, coding: coding)
        do {
            // The version comes first: a change after it is noticed, one before it is loaded.
            let version = try store.version()
            let keysFound = try store.keysFound()
            let (saved, totals) = try store.load(environment.clock(), maxDelay: maxDelay)
            return OpenedStore(
                store: store,
                saved: saved,
                totals: totals,
                deadLetterCount: try store.deadLetterCount(),
                replay: try store.replay(),
                version: version,
                sealing: try store.beginSealing(),
                keysFound: keysFound
            )
        } catch {
            throw .unusable(path: path, reason: StoreFile.describe(error))
        }
    }
}
