import HTTPTransport

/// Sends requests to Google's APIs with an access token.
package struct GoogleAPIClient: Sendable {
    /// Why a request got no answer.
    package enum Failure: Error, Sendable, Hashable {
        case credentials(GoogleCredentialFailure)
        case transport(HTTPFailure)
    }

    package let client: HTTPClient
    package let access: GoogleAccess

    package init(client: HTTPClient, access: GoogleAccess) {
        self.client = client
        self.access = access
    }

    /// Sends a request with the time that is left until the deadline as its timeout. An answer of 401 renews the token
    /// and has the request sent once more: tokens can be revoked before their time.
    package func send(
        _ request: HTTPRequest,
        until deadline: ContinuousClock.Instant
    ) async throws(Failure) -> HTTPResponse {
        let (response, authorization) = try await attempt(request, until: deadline)
        guard response.status == 401, await access.refused(authorization) else { return response }
        return try await attempt(request, until: deadline).response
    }

    /// Ends what is under way, and takes nothing more.
    package func shutdown() async {
        await access.shutdown()
        await client.shutdown()
    }

    private func attempt(
        _ request: HTTPRequest,
        until deadline: ContinuousClock.Instant
    ) async throws(Failure) -> (response: HTTPResponse, authorization: String?) {
        var request = request
        let authorization: String?
        do throws(GoogleCredentialFailure) {
            authorization = try await access.authorization(until: deadline)
        } catch {
            throw .credentials(error)
        }
        if let authorization { request.headers.append(HTTPField("Authorization", authorization)) }
        request.timeout = max(.milliseconds(1), ContinuousClock.now.duration(to: deadline))
        do throws(HTTPFailure) {
            return (try await client.send(request), authorization)
        } catch {
            throw .transport(error)
        }
    }
}
