import Foundation
import HTTPTransport

/// The tokens of one webhook: each is used until it nears its end, and fetched once however many ask at once.
actor OAuthTokens {
    /// After a renewal that failed, the old token is used on for this long before the next try.
    private static let pause: Duration = .seconds(10)
    private static let longestExchange: Duration = .seconds(30)

    private let request: OAuthTokenRequest
    private let client: HTTPClient
    private var current: OAuthToken?
    private var nextRenewal = ContinuousClock.now
    private var fetching: Task<Result<OAuthToken, OAuthFailure>, Never>?

    init(_ settings: OAuthSettings, client: HTTPClient) {
        request = OAuthTokenRequest(settings: settings)
        self.client = client
    }

    /// A token that is good for now.
    func token(until deadline: ContinuousClock.Instant) async -> Result<OAuthToken, OAuthFailure> {
        let now = ContinuousClock.now
        if let current, current.end > now, current.renewal > now || nextRenewal > now { return .success(current) }
        let fetched = await fetch(until: deadline)
        // What could not be renewed may be good for a while yet.
        if case .failure = fetched, let current, current.end > .now { return .success(current) }
        return fetched
    }

    /// Forgets a token that the receiver did not take.
    func discard(_ token: OAuthToken) {
        if current?.value == token.value { current = nil }
    }

    private func fetch(until deadline: ContinuousClock.Instant) async -> Result<OAuthToken, OAuthFailure> {
        if let fetching { return await fetching.value }
        let timeout = min(Self.longestExchange, max(.milliseconds(1), deadline - .now))
        let task = Task { [request, client] in
            do throws(HTTPFailure) {
                let response = try await client.send(request.make(timeout: timeout))
                return request.read(response, now: Int64(Date().timeIntervalSince1970))
            } catch {
                let reason = "\(request.settings.tokenURL) gave no token: \(error.reason)"
                return Result<OAuthToken, OAuthFailure>.failure(OAuthFailure(.retry(reason, concernsAll: true)))
            }
        }
        fetching = task
        let result = await task.value
        fetching = nil
        switch result {
        case .success(let token): current = token
        case .failure: nextRenewal = .now + Self.pause
        }
        return result
    }
}
