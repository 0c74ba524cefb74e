import AWSClient
import Foundation
import HTTPTransport
import ObjectStorage
import RouterCore

/// Looks at a bucket without writing to it.
package struct S3Examination: Sendable {
    /// What a request for the bucket's first key says.
    enum Result: Sendable, Hashable {
        case listed
        /// The credentials are good, but do not allow to list: they need not.
        case notListed
        case unreachable(reason: String)
        /// There are no credentials, or the server takes none such.
        case noCredentials(Outcome)
        /// The bucket is not there, or elsewhere, or something else is wrong.
        case failed(Outcome)
    }

    private static let codesOfCredentials: Set<String> = [
        "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "ExpiredToken", "InvalidSecurity",
        "AuthorizationHeaderMalformed", "RequestTimeTooSkewed",
    ]

    private let location: S3Location
    private let client: AWSClient
    private let prefix: String

    package init(location: S3Location, client: AWSClient, prefix: String) {
        self.location = location
        self.client = client
        self.prefix = prefix
    }

    func look(until deadline: ContinuousClock.Instant) async -> Result {
        let request = AWSRequest(
            .get,
            location.endpoint,
            path: location.bucketPath,
            query: [
                (name: "list-type", value: "2"), (name: "max-keys", value: "1"), (name: "prefix", value: prefix),
            ]
        )
        let response: HTTPResponse
        do throws(AWSFailure) {
            response = try await client.send(request, until: deadline)
        } catch {
            switch error {
            case .credentials: return .noCredentials(error.outcome)
            case .transport(let failure): return .unreachable(reason: failure.reason)
            }
        }
        guard response.status != 200 else { return .listed }
        let code = AWSErrorCode.of(response)
        if response.status == 403, code == "AccessDenied" { return .notListed }
        let outcome = S3Store.failure(response).outcome
        return code.map(Self.codesOfCredentials.contains) == true ? .noCredentials(outcome) : .failed(outcome)
    }

    /// What `check --connect` says of the bucket.
    package func findings(until deadline: ContinuousClock.Instant) async -> [ConnectionFinding] {
        let result = await look(until: deadline)
        let reached = ConnectionFinding(.connection, .good, "\(location.endpoint) answers")
        let taken = ConnectionFinding(.credentials, .good, "the server takes the credentials")
        let unknownTarget = ConnectionFinding(.target, .unknown, "nothing can be told of the bucket \(location.bucket)")
        switch result {
        case .listed:
            return [reached, taken, ConnectionFinding(.target, .good, "the bucket \(location.bucket) is there")]
        case .notListed:
            let text =
                "the bucket \(location.bucket) may not be listed, which is not needed; whether objects may be "
                + "written shows with the first one"
            return [reached, taken, ConnectionFinding(.target, .unknown, text)]
        case .unreachable(let reason):
            let text = "cannot be told without a connection"
            return [
                ConnectionFinding(.connection, .bad, reason), ConnectionFinding(.credentials, .unknown, text),
                unknownTarget,
            ]
        case .noCredentials(let outcome):
            return [reached, ConnectionFinding(.credentials, .bad, outcome.reason), unknownTarget]
        case .failed(let outcome):
            let unknown = ConnectionFinding(.credentials, .unknown, "the server did not say whether it takes them")
            return [reached, unknown, ConnectionFinding(.target, .bad, outcome.reason)]
        }
    }
}
