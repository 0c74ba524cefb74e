import Dispatch
import RouterCore

/// Keys, or a role to be taken with a web identity, in a profile of the shared credentials and config files.
struct ProfileCredentials: AWSCredentialSource {
    let environment: AWSEnvironment
    /// Nil for the one that the environment names.
    let profile: String?
    let http: MetadataHTTP

    /// What a profile may name in place of keys, and this does not do.
    private static let unsupported = [
        "credential_process", "sso_session", "sso_start_url", "source_profile", "credential_source",
    ]

    func credentials(until deadline: ContinuousClock.Instant) async throws(DestinationFailure) -> AWSCredentials? {
        let name = profile ?? environment.profile
        guard let found = try await read(name).get() else {
            // The default profile need not be there, one that somebody named must.
            guard profile != nil || name != "default" else { return nil }
            throw .needsAttention(reason: "the AWS profile '\(name)' is in neither of the shared files")
        }
        if let id = found["aws_access_key_id"], found["role_arn"] == nil {
            guard let secret = found["aws_secret_access_key"] else {
                throw .needsAttention(reason: "the AWS profile '\(name)' has no aws_secret_access_key")
            }
            return AWSCredentials(
                accessKeyID: id,
                secretAccessKey: secret,
                sessionToken: found["aws_session_token"]
            )
        }
        if let role = found["role_arn"], let file = found["web_identity_token_file"] {
            let identity = WebIdentityCredentials(
                environment: environment,
                http: http,
                tokenFile: file,
                role: role,
                session: found["role_session_name"],
                region: environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] ?? found["region"]
            )
            return try await identity.credentials(until: deadline)
        }
        if let key = Self.unsupported.first(where: { found[$0] != nil }) {
            throw .needsAttention(
                reason: "the AWS profile '\(name)' says '\(key)', which is not known here: it takes keys, or "
                    + "role_arn with web_identity_token_file"
            )
        }
        return nil
    }

    /// Away from the threads that must not block.
    private func read(_ name: String) async -> Result<AWSProfile?, DestinationFailure> {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                do throws(DestinationFailure) {
                    continuation.resume(returning: .success(try AWSProfile(named: name, in: environment)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
    }
}
