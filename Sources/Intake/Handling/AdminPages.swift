/// The pages whose content comes from the rest of the daemon.
package struct AdminPages: Sendable {
    /// JSON for `GET /status`.
    package var status: @Sendable () async -> [UInt8]
    /// Prometheus text for `GET /metrics`.
    package var metrics: @Sendable () async -> [UInt8]
    /// Whether `GET /readyz` says ready: journal open, destinations prepared or retrying.
    package var isReady: @Sendable () async -> Bool
    /// Does what was asked for, with the request's body, and answers.
    package var perform: @Sendable (AdminAction, [UInt8]) async -> IntakeResponse

    package init(
        status: @escaping @Sendable () async -> [UInt8],
        metrics: @escaping @Sendable () async -> [UInt8],
        isReady: @escaping @Sendable () async -> Bool,
        perform: @escaping @Sendable (AdminAction, [UInt8]) async -> IntakeResponse = { _, _ in
            Problem.notFound.response
        }
    ) {
        self.status = status
        self.metrics = metrics
        self.isReady = isReady
        self.perform = perform
    }
}
