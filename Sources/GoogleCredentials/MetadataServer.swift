import HTTPTransport

/// The metadata server of Google Cloud: Compute Engine, GKE, Cloud Run and their like.
struct MetadataServer: AccessTokenSource {
    private static let path = "computeMetadata/v1/instance/service-accounts/default/token"

    /// Host, with a port where it is not 80.
    let host: String

    init(environment: (String) -> String?) {
        host = environment("GCE_METADATA_HOST") ?? environment("GCE_METADATA_ROOT") ?? "metadata.google.internal"
    }

    func accessToken(
        scope: String,
        _ client: HTTPClient,
        until deadline: ContinuousClock.Instant
    ) async throws(GoogleCredentialFailure) -> AccessToken {
        let url: HTTPURL
        do throws(HTTPFailure) {
            url = try HTTPURL("http://\(host)/\(Self.path)?scopes=\(scope)")
        } catch {
            throw .needsAttention("GCE_METADATA_HOST is no host: \(error.reason)")
        }
        let response: HTTPResponse
        let exchange = TokenExchange(client: client, deadline: deadline)
        do throws(GoogleCredentialFailure) {
            response = try await exchange.send(.get, url, headers: [HTTPField("Metadata-Flavor", "Google")])
        } catch {
            throw .unavailable(
                """
                no Google credentials: 'credentials' is not set, nor GOOGLE_APPLICATION_CREDENTIALS, and no metadata \
                server answers (\(error.reason))
                """
            )
        }
        guard response.headers["metadata-flavor"] == "Google" else {
            throw .unavailable("no Google credentials: what answers at \(url) is no metadata server")
        }
        switch response.status {
        case 200:
            return try TokenExchange.token(response, url)
        case 403, 404:
            throw .needsAttention(
                "the metadata server has no token (\(response.status)): this machine or pod has no service account"
            )
        default:
            throw .unavailable("the metadata server has no token now: it answered \(response.status)")
        }
    }
}
