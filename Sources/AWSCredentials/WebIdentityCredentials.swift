import HTTPTransport
import RouterCore
import Signing
import XMLText

/// A role taken with the token of an identity provider, such as a Kubernetes service account's: STS
/// `AssumeRoleWithWebIdentity` (AWS Security Token Service API Reference).
struct WebIdentityCredentials: AWSCredentialSource {
    private static let name = "AWS STS"

    let environment: AWSEnvironment
    let http: MetadataHTTP
    let tokenFile: String
    let role: String
    let session: String?
    let region: String?

    func credentials(until deadline: ContinuousClock.Instant) async throws(DestinationFailure) -> AWSCredentials? {
        let query = URIEncoding.query([
            (name: "Action", value: "AssumeRoleWithWebIdentity"), (name: "Version", value: "2011-06-15"),
            (name: "RoleArn", value: role), (name: "RoleSessionName", value: session ?? "distributary"),
            (name: "WebIdentityToken", value: try TokenFile.read(tokenFile)),
        ])
        let response: HTTPResponse
        do throws(HTTPFailure) {
            response = try await http.send(
                .post,
                endpoint,
                headers: [HTTPField("Content-Type", "application/x-www-form-urlencoded")],
                body: query,
                isLocal: false,
                timeout: MetadataHTTP.timeout,
                until: deadline
            )
        } catch {
            throw .unavailable(reason: "\(Self.name) does not answer: \(error.reason)")
        }
        guard response.status == 200 else { throw Self.failure(response) }
        return try Self.credentials(in: response.body)
    }

    private var endpoint: String {
        if let endpoint = environment["AWS_ENDPOINT_URL_STS"] ?? environment["AWS_ENDPOINT_URL"] { return endpoint }
        guard let region else { return "https://sts.amazonaws.com/" }
        return "https://\(AWSRegion.host(of: "sts", in: region))/"
    }

    private static func credentials(in body: [UInt8]) throws(DestinationFailure) -> AWSCredentials {
        guard let id = XMLText.first("AccessKeyId", in: body), let secret = XMLText.first("SecretAccessKey", in: body)
        else {
            throw .unavailable(reason: "\(name) answered without credentials")
        }
        return AWSCredentials(
            accessKeyID: id,
            secretAccessKey: secret,
            sessionToken: XMLText.first("SessionToken", in: body),
            expiration: XMLText.first("Expiration", in: body).flatMap(MetadataAnswer.unixSeconds)
        )
    }

    /// An expired token is renewed in its file by whoever wrote it; the rest of what is refused needs a person.
    private static func failure(_ response: HTTPResponse) -> DestinationFailure {
        let code = XMLText.first("Code", in: response.body) ?? "status \(response.status)"
        let reason = "\(name) does not hand out credentials for the role: \(code)"
        let passes = ["ExpiredTokenException", "IDPCommunicationError", "Throttling", "InternalFailure"]
        return response.status >= 500 || response.status == 429 || passes.contains(code)
            ? .unavailable(reason: reason)
            : .needsAttention(reason: "\(reason); check the role's ARN and its trust policy")
    }
}
