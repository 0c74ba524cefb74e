import RouterCore

/// A place where credentials may be found.
protocol AWSCredentialSource: Sendable {
    /// Nil where this place is not set up here. Throws where it is, and gives none.
    func credentials(until deadline: ContinuousClock.Instant) async throws(DestinationFailure) -> AWSCredentials?
}
