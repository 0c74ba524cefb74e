import Foundation
import RouterCore

/// Credentials from the first place that has some, kept until shortly before they expire and then fetched anew from
/// wherever they came.
///
/// Written ones stand alone, and so does a profile that was named. Else, as AWS's own tools look: the environment, a web
/// identity, the shared files, the container's service, the instance's metadata.
package actor AWSCredentialProvider {
    /// How long before they expire credentials are renewed, seconds.
    private static let margin: Int64 = 300
    /// How long after a failed renewal credentials that still hold are used without another try, seconds.
    private static let pauseAfterFailure: Int64 = 30

    private let sources: [any AWSCredentialSource]
    private let http: MetadataHTTP
    private let now: @Sendable () -> Int64
    private var current: AWSCredentials?
    private var renewal: Task<Result<AWSCredentials, DestinationFailure>, Never>?
    private var nextTry = Int64.min

    /// `now` in unix seconds.
    package init(
        _ settings: AWSCredentialSettings,
        environment: AWSEnvironment = .process,
        now: @escaping @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970) }
    ) {
        let http = MetadataHTTP()
        self.http = http
        self.now = now
        sources = Self.sources(settings, environment, http)
    }

    /// Credentials that hold for now; fetches them, within bounded time, where there are none.
    package func credentials(
        until deadline: ContinuousClock.Instant
    ) async throws(DestinationFailure) -> AWSCredentials {
        let time = now()
        if let current, !isDue(current, at: time) || time < nextTry && !hasExpired(current, at: time) { return current }
        let task = renewal ?? Task { await self.renew(until: deadline) }
        renewal = task
        switch await task.value {
        case .success(let credentials):
            return credentials
        case .failure(let failure):
            // What still holds is good enough while its source is away.
            guard let current, !hasExpired(current, at: now()) else { throw failure }
            return current
        }
    }

    /// The server does not take these any more: the next request asks for others.
    package func invalidate(_ credentials: AWSCredentials) {
        guard current == credentials else { return }
        current = nil
        nextTry = .min
    }

    package func shutdown() async {
        await http.shutdown()
    }

    private func renew(until deadline: ContinuousClock.Instant) async -> Result<AWSCredentials, DestinationFailure> {
        defer { renewal = nil }
        do throws(DestinationFailure) {
            for source in sources {
                guard let found = try await source.credentials(until: deadline) else { continue }
                guard !hasExpired(found, at: now()) else {
                    throw DestinationFailure.unavailable(
                        reason: "the AWS credentials that were handed out are old"
                    )
                }
                current = found
                nextTry = .min
                return .success(found)
            }
            throw DestinationFailure.needsAttention(
                reason:
                    "there are no AWS credentials: write 'access_key_id' and 'secret_access_key', or provide "
                    + "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or a role of the container or instance"
            )
        } catch {
            nextTry = now() + Self.pauseAfterFailure
            return .failure(error)
        }
    }

    private func isDue(_ credentials: AWSCredentials, at time: Int64) -> Bool {
        credentials.expiration.map { time >= $0 - Self.margin } ?? false
    }

    private func hasExpired(_ credentials: AWSCredentials, at time: Int64) -> Bool {
        credentials.expiration.map { time >= $0 } ?? false
    }

    private static func sources(
        _ settings: AWSCredentialSettings,
        _ environment: AWSEnvironment,
        _ http: MetadataHTTP
    ) -> [any AWSCredentialSource] {
        let profile = ProfileCredentials(environment: environment, profile: settings.profile, http: http)
        if let credentials = settings.credentials { return [StaticCredentials(credentials: credentials)] }
        if settings.profile != nil { return [profile] }
        var sources: [any AWSCredentialSource] = [EnvironmentCredentials(environment: environment)]
        if let file = environment["AWS_WEB_IDENTITY_TOKEN_FILE"], let role = environment["AWS_ROLE_ARN"] {
            sources.append(
                WebIdentityCredentials(
                    environment: environment,
                    http: http,
                    tokenFile: file,
                    role: role,
                    session: environment["AWS_ROLE_SESSION_NAME"],
                    region: environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"]
                )
            )
        }
        return sources + [
            profile, ContainerCredentials(environment: environment, http: http),
            InstanceCredentials(environment: environment, http: http),
        ]
    }
}
