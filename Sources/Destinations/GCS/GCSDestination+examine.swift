import GoogleCredentials
import HTTPTransport
import ObjectStorage
import RouterCore

extension GCSDestination {
    package func examine() async -> [ConnectionFinding] {
        let deadline = ContinuousClock.now + context.timeout
        do throws(HTTPFailure) {
            try await store.api.client.connect(to: configuration.endpointURL, timeout: context.timeout)
        } catch {
            return [ConnectionFinding(.connection, .bad, error.reason)] + Self.unknown([.credentials, .target])
        }
        let connected = ConnectionFinding(.connection, .good, "\(configuration.endpointURL) answers")
        do throws(GoogleCredentialFailure) {
            _ = try await store.api.access.authorization(until: deadline)
        } catch {
            return [connected, ConnectionFinding(.credentials, .bad, error.reason)] + Self.unknown([.target])
        }
        do throws(ObjectStoreFailure) {
            let missing = try await BucketCheck(store: store, deadline: deadline).missingPermissions()
            return [
                connected, ConnectionFinding(.credentials, .good, "the credentials are accepted"),
                missing.isEmpty
                    ? ConnectionFinding(.target, .good, "the bucket \(configuration.bucket) may be written to")
                    : ConnectionFinding(.target, .bad, Self.lacking(missing, configuration.bucket)),
            ]
        } catch {
            return [connected] + Self.findings(error)
        }
    }

    /// What a refused question about the bucket says about the credentials and the bucket.
    private static func findings(_ failure: ObjectStoreFailure) -> [ConnectionFinding] {
        switch failure.outcome {
        case .pause(let reason) where reason.contains("answered 401"):
            [ConnectionFinding(.credentials, .bad, reason)] + unknown([.target])
        case .pause(let reason), .rejected(let reason):
            [
                ConnectionFinding(.credentials, .good, "the credentials are accepted"),
                ConnectionFinding(.target, .bad, reason),
            ]
        case .retry(_, let reason):
            [ConnectionFinding(.credentials, .unknown, reason), ConnectionFinding(.target, .unknown, reason)]
        case .delivered, .skipped:
            []
        }
    }

    private static func unknown(_ aspects: [ConnectionFinding.Aspect]) -> [ConnectionFinding] {
        aspects.map { ConnectionFinding($0, .unknown, "cannot be told because of what was found before") }
    }

    /// Says which permissions are missing and what to do.
    static func lacking(_ permissions: [String], _ bucket: String) -> String {
        """
        the credentials lack \(permissions.joined(separator: ", ")) on the bucket \(bucket): give them the role \
        roles/storage.objectUser
        """
    }
}
