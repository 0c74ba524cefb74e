/// What all connections of a listener share.
struct ConnectionSettings: Sendable {
    let handler: any RequestHandler
    let role: ListenerRole
    let limits: ConnectionLimits
    let budget: MemoryBudget
    let counters: IntakeCounters
    let connections: ConnectionRegistry
    /// Unix milliseconds.
    let clock: @Sendable () -> Int64
}
