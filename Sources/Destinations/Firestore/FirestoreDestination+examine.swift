import GoogleCredentials
import HTTPTransport
import RouterCore

extension FirestoreDestination {
    package func examine() async -> [ConnectionFinding] {
        do throws(HTTPFailure) {
            try await writer.api.client.connect(to: configuration.endpointURL, timeout: context.timeout)
        } catch {
            return [ConnectionFinding(.connection, .bad, error.reason)] + Self.unknown([.credentials, .target])
        }
        let connected = ConnectionFinding(.connection, .good, "\(configuration.endpointURL) answers")
        do throws(GoogleCredentialFailure) {
            _ = try await writer.api.access.authorization(until: .now + context.timeout)
        } catch {
            return [connected, ConnectionFinding(.credentials, .bad, error.reason)] + Self.unknown([.target])
        }
        let accepted = ConnectionFinding(.credentials, .good, "the credentials are accepted")
        do throws(FirestoreFailure) {
            try await probe()
            let text = "the database \(configuration.database) can be read; whether it can be written shows when it is"
            return [connected, accepted, ConnectionFinding(.target, .good, text)]
        } catch {
            return [connected] + Self.findings(error, accepted)
        }
    }

    /// What a refused read says about the credentials and the database.
    private static func findings(_ failure: FirestoreFailure, _ accepted: ConnectionFinding) -> [ConnectionFinding] {
        switch failure.outcome {
        case .pause(let reason) where reason.contains(StatusCode.unauthenticated.name):
            [ConnectionFinding(.credentials, .bad, reason)] + unknown([.target])
        case .pause(let reason), .rejected(let reason):
            [accepted, ConnectionFinding(.target, .bad, reason)]
        case .retry(_, let reason):
            [ConnectionFinding(.credentials, .unknown, reason), ConnectionFinding(.target, .unknown, reason)]
        case .delivered, .skipped:
            []
        }
    }

    private static func unknown(_ aspects: [ConnectionFinding.Aspect]) -> [ConnectionFinding] {
        aspects.map { ConnectionFinding($0, .unknown, "cannot be told because of what was found before") }
    }
}
