import Foundation
import HTTPTransport
import RouterCore

/// The credentials of an ECS task or of an EKS pod identity, from the service that the environment names (AWS SDKs and
/// Tools Reference Guide, "Container credential provider").
struct ContainerCredentials: AWSCredentialSource {
    private static let taskHost = "http://169.254.170.2"
    /// Where a full URI may lead without TLS, beside loopback.
    private static let plainHosts = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23"]
    private static let name = "the container's credential service"

    let environment: AWSEnvironment
    let http: MetadataHTTP

    func credentials(until deadline: ContinuousClock.Instant) async throws(DestinationFailure) -> AWSCredentials? {
        guard let url = try url() else { return nil }
        let headers = try token().map { [HTTPField("Authorization", $0)] } ?? []
        let response: HTTPResponse
        do throws(HTTPFailure) {
            response = try await http.send(
                .get,
                url,
                headers: headers,
                isLocal: true,
                timeout: MetadataHTTP.timeout,
                until: deadline
            )
        } catch {
            throw .unavailable(reason: "\(Self.name) does not answer: \(error.reason)")
        }
        guard response.status == 200 else {
            let reason = "\(Self.name) answered \(response.status)"
            let isRefusal = [400, 401, 403, 404].contains(response.status)
            throw isRefusal
                ? .needsAttention(reason: "\(reason): check the task's or pod's role") : .unavailable(reason: reason)
        }
        return try MetadataAnswer.credentials(in: response.body, from: Self.name)
    }

    private func url() throws(DestinationFailure) -> String? {
        if let path = environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] { return Self.taskHost + path }
        guard let text = environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] else { return nil }
        guard let url = try? HTTPURL(text) else {
            throw .needsAttention(reason: "AWS_CONTAINER_CREDENTIALS_FULL_URI is no URL")
        }
        let isLoopback = url.host == "localhost" || url.host == "::1" || url.host.hasPrefix("127.")
        guard url.isSecure || isLoopback || Self.plainHosts.contains(url.host) else {
            throw .needsAttention(
                reason:
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI must be https, or lead to this machine or its host"
            )
        }
        return text
    }

    /// Read each time: the file's content is renewed.
    private func token() throws(DestinationFailure) -> String? {
        guard let path = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] else {
            return environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"]
        }
        return try TokenFile.read(path)
    }
}
