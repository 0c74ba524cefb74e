/// The pages whose content comes from the rest of the daemon.
package struct AdminPages: Sendable {
    /// JSON for `GET /status`.
    package var status: @Sendable () async -> [UInt8]
    /// Prometheus text for `GET /metrics`.
    package var metrics: @Sendable () async -> [UInt8]
    /// Whether `GET /readyz` says ready: journal open, destinations prepared or retrying.
    package var isReady: @Sendable () async -> Bool

    package init(
        status: @escaping @Sendable () async -> [UInt8],
        metrics: @escaping @Sendable () async -> [UInt8],
        isReady: @escaping @Sendable () async -> Bool
    ) {
        self.status = status
        self.metrics = metrics
        self.isReady = isReady
    }
}
