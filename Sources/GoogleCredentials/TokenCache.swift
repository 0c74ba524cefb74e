/// Keeps one access token, and renews it before it ends: one request at a time, however many wait for it.
actor TokenCache {
    typealias Instant = ContinuousClock.Instant
    typealias Request = @Sendable (_ deadline: Instant) async throws(GoogleCredentialFailure) -> AccessToken

    private struct Held {
        let value: String
        /// From here on it is renewed while it is still used.
        let renewal: Instant
        /// From here on it is no longer used.
        let end: Instant
    }

    /// How long before its end a token is renewed: the metadata server has a new one from 5 minutes before the end of
    /// the old one on.
    private static let renewalMargin: Duration = .seconds(225)
    /// A request may be under way this long with a token.
    private static let useMargin: Duration = .seconds(10)
    /// The pause after a renewal that failed while the old token still goes.
    private static let pause: Duration = .seconds(5)

    private let timeout: Duration
    private let request: Request
    private var held: Held?
    private var renewing: Task<Result<String, GoogleCredentialFailure>, Never>?
    private var quietUntil = Instant.now

    init(timeout: Duration, request: @escaping Request) {
        self.timeout = timeout
        self.request = request
    }

    /// A token that is good for some seconds at least.
    func token(until deadline: Instant) async throws(GoogleCredentialFailure) -> String {
        let now = Instant.now
        guard let held, now < held.end else { return try await renewal(until: deadline).value.get() }
        if now >= held.renewal, now >= quietUntil { _ = renewal(until: now + timeout) }
        return held.value
    }

    /// Drops a token that was refused, unless it has been renewed since.
    func forget(_ token: String) {
        if held?.value == token { held = nil }
    }

    private func renewal(until deadline: Instant) -> Task<Result<String, GoogleCredentialFailure>, Never> {
        if let renewing { return renewing }
        let task = Task {
            let start = Instant.now
            let result: Result<AccessToken, GoogleCredentialFailure>
            do throws(GoogleCredentialFailure) {
                result = .success(try await request(deadline))
            } catch {
                result = .failure(error)
            }
            return settle(result, start)
        }
        renewing = task
        return task
    }

    private func settle(
        _ result: Result<AccessToken, GoogleCredentialFailure>,
        _ start: Instant
    ) -> Result<String, GoogleCredentialFailure> {
        renewing = nil
        switch result {
        case .success(let token):
            // Short lifetimes have short margins: a token is of use for half its life at least.
            held = Held(
                value: token.value,
                renewal: start + token.lifetime - min(Self.renewalMargin, token.lifetime / 2),
                end: start + token.lifetime - min(Self.useMargin, token.lifetime / 4)
            )
        case .failure:
            quietUntil = .now + Self.pause
        }
        return result.map(\.value)
    }
}
