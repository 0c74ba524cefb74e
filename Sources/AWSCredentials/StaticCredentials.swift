import RouterCore

/// Credentials that are written in the configuration.
struct StaticCredentials: AWSCredentialSource {
    let credentials: AWSCredentials

    func credentials(until deadline: ContinuousClock.Instant) async throws(DestinationFailure) -> AWSCredentials? {
        credentials
    }
}
