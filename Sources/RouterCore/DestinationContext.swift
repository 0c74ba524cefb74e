package import Logging

/// What every destination is given beside its own configuration.
package struct DestinationContext: Sendable {
    /// The destination's name in `destinations.yaml`.
    package let name: String
    /// The bound of one delivery attempt.
    package let timeout: Duration
    package let logger: Logger
    /// Whether one user's events must arrive in the order of the batch (`order: user`).
    package let preservesUserOrder: Bool

    package init(name: String, timeout: Duration, logger: Logger, preservesUserOrder: Bool = false) {
        self.name = name
        self.timeout = timeout
        self.logger = logger
        self.preservesUserOrder = preservesUserOrder
    }
}
