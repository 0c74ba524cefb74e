/// What requests may cost, beside what `ConnectionLimits` bounds of a connection.
package struct IntakeLimits: Sendable, Hashable {
    /// The most bytes of one body, compressed or not.
    package var maxBody = 32 << 20
    /// The most bytes of bodies that may be in memory at once, over all requests; beyond them requests are answered 503.
    package var maxBytesInFlight = 256 << 20
    /// The most events of one request.
    package var maxEvents = 10_000
    /// How deep JSON may be nested.
    package var maxDepth = 256
    /// The most connections that a listener has open; further ones wait in the system's queue.
    package var maxConnections = 1024
    package var connection = ConnectionLimits()

    package init() {}
}
