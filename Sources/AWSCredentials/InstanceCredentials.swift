import HTTPTransport
import RouterCore

/// The credentials of an EC2 instance's role, from its metadata service, version 2 (Amazon EC2 User Guide, "Use IMDSv2").
struct InstanceCredentials: AWSCredentialSource {
    private static let rolePath = "/latest/meta-data/iam/security-credentials/"
    private static let name = "the instance's metadata service"
    /// Elsewhere than on an instance nobody answers at its address.
    private static let probeTimeout: Duration = .seconds(1)

    let environment: AWSEnvironment
    let http: MetadataHTTP

    func credentials(until deadline: ContinuousClock.Instant) async throws(DestinationFailure) -> AWSCredentials? {
        guard environment["AWS_EC2_METADATA_DISABLED"]?.lowercased() != "true" else { return nil }
        guard let token = try await token(until: deadline) else { return nil }
        guard let role = try await get(Self.rolePath, token, until: deadline) else { return nil }
        let name = String(decoding: role.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        guard let answer = try await get(Self.rolePath + name, token, until: deadline) else {
            throw .unavailable(reason: "\(Self.name) names a role and has no credentials for it")
        }
        return try MetadataAnswer.credentials(in: answer, from: Self.name)
    }

    private var endpoint: String {
        if let endpoint = environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] {
            return endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint
        }
        let isIPv6 = environment["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"]?.lowercased() == "ipv6"
        return isIPv6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254"
    }

    /// Nil where there is no such service.
    private func token(until deadline: ContinuousClock.Instant) async throws(DestinationFailure) -> String? {
        let response: HTTPResponse
        do throws(HTTPFailure) {
            response = try await http.send(
                .put,
                endpoint + "/latest/api/token",
                headers: [HTTPField("X-aws-ec2-metadata-token-ttl-seconds", "21600")],
                isLocal: true,
                timeout: Self.probeTimeout,
                until: deadline
            )
        } catch {
            return nil
        }
        guard response.status == 200 else {
            throw .unavailable(reason: "\(Self.name) answered \(response.status) when asked for a token")
        }
        return String(decoding: response.body, as: UTF8.self)
    }

    /// Nil for 404: the instance has no role.
    private func get(
        _ path: String,
        _ token: String,
        until deadline: ContinuousClock.Instant
    ) async throws(DestinationFailure) -> [UInt8]? {
        let response: HTTPResponse
        do throws(HTTPFailure) {
            response = try await http.send(
                .get,
                endpoint + path,
                headers: [HTTPField("X-aws-ec2-metadata-token", token)],
                isLocal: true,
                timeout: MetadataHTTP.timeout,
                until: deadline
            )
        } catch {
            throw .unavailable(reason: "\(Self.name) does not answer: \(error.reason)")
        }
        switch response.status {
        case 200: return response.body
        case 404: return nil
        default: throw .unavailable(reason: "\(Self.name) answered \(response.status)")
        }
    }
}
