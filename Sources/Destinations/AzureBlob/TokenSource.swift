import Foundation
import HTTPTransport
import ObjectStorage
import RouterCore

/// The tokens of one identity: each is used until it nears its end, and fetched once however many ask at once.
actor TokenSource {
    /// A token that ends this soon is renewed, so that none ends on the way.
    private static let margin: Duration = .seconds(300)
    /// After a refresh that failed, the old token is used on for this long before the next try.
    private static let pause: Duration = .seconds(30)
    private static let timeout: Duration = .seconds(10)

    private let request: TokenRequest
    private let client: HTTPClient
    private var current: AccessToken?
    private var nextRefresh = ContinuousClock.now
    private var refreshing: Task<Result<AccessToken, ObjectStoreFailure>, Never>?

    init(_ identity: AzureIdentity, client: HTTPClient) {
        request = TokenRequest(identity: identity)
        self.client = client
    }

    /// A token that is good for now.
    func token(until deadline: ContinuousClock.Instant) async throws(ObjectStoreFailure) -> String {
        let now = ContinuousClock.now
        if let current, current.expires > now + Self.margin || (current.expires > now && nextRefresh > now) {
            return current.value
        }
        switch await refresh(until: deadline) {
        case .success(let token): return token.value
        case .failure(let failure):
            // What could not be renewed may be good for minutes yet.
            guard let current, current.expires > .now else { throw failure }
            return current.value
        }
    }

    /// Forgets a token that the service did not take.
    func discard(_ value: String) {
        if current?.value == value { current = nil }
    }

    private func refresh(until deadline: ContinuousClock.Instant) async -> Result<AccessToken, ObjectStoreFailure> {
        if let refreshing { return await refreshing.value }
        let timeout = min(Self.timeout, max(.milliseconds(1), deadline - .now))
        let task = Task { [request, client] in await Self.fetch(request, client, timeout) }
        refreshing = task
        let result = await task.value
        refreshing = nil
        switch result {
        case .success(let token): current = token
        case .failure: nextRefresh = .now + Self.pause
        }
        return result
    }

    private static func fetch(
        _ request: TokenRequest,
        _ client: HTTPClient,
        _ timeout: Duration
    ) async -> Result<AccessToken, ObjectStoreFailure> {
        do throws(ObjectStoreFailure) {
            let made = try await request.make(timeout: timeout)
            let response = try await send(made, client, request.identity)
            return .success(try request.read(response, now: Int64(Date().timeIntervalSince1970)))
        } catch {
            return .failure(error)
        }
    }

    private static func send(
        _ request: HTTPRequest,
        _ client: HTTPClient,
        _ identity: AzureIdentity
    ) async throws(ObjectStoreFailure) -> HTTPResponse {
        do throws(HTTPFailure) {
            return try await client.send(request)
        } catch {
            let advice =
                switch identity {
                case .metadataService: "; outside of Azure give account_key, sas_url or connection_string"
                case .workload, .application, .platformEndpoint: ""
                }
            throw ObjectStoreFailure(
                .retry(after: nil, reason: "\(identity.name) gave no token: \(error.reason)\(advice)"),
                concernsAll: true
            )
        }
    }
}
