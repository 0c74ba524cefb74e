import HTTPTransport
import ObjectStorage
import RouterCore

/// What `check --connect` does: a connection, and a question for a blob that nobody writes.
struct BlobExamination {
    let container: BlobContainer
    let endpoint: BlobEndpoint
    let creates: Bool
    let timeout: Duration

    func findings() async -> [ConnectionFinding] {
        let deadline = ContinuousClock.now + timeout
        do throws(HTTPFailure) {
            try await container.client.http.connect(to: try HTTPURL(endpoint.origin), timeout: timeout)
        } catch {
            return [ConnectionFinding(.connection, .bad, error.reason)]
        }
        let connection = ConnectionFinding(.connection, .good, "\(endpoint.origin) answers")
        do throws(ObjectStoreFailure) {
            return [connection] + judge(try await container.probe(until: deadline))
        } catch {
            let verdict: ConnectionFinding.Verdict = if case .pause = error.outcome { .bad } else { .unknown }
            return [
                connection, ConnectionFinding(.credentials, verdict, error.outcome.reason),
                ConnectionFinding(.target, .unknown, "it cannot be told without credentials"),
            ]
        }
    }

    private func judge(_ response: HTTPResponse) -> [ConnectionFinding] {
        let name = container.name
        let taken = ConnectionFinding(.credentials, .good, "they are taken")
        switch BlobProbe(response) {
        case .good:
            return [
                taken,
                ConnectionFinding(
                    .target,
                    .good,
                    "the container \(name) is there and can be read; whether it may be written to shows only then"
                ),
            ]
        case .noContainer where creates:
            return [taken, ConnectionFinding(.target, .unknown, "there is no container \(name); it will be created")]
        case .noContainer:
            return [taken, ConnectionFinding(.target, .bad, "there is no container \(name): create it")]
        case .unreadable:
            let advice = BlobVerdict.failure(response, now: BlobClient.now())?.outcome.reason ?? ""
            return [taken, ConnectionFinding(.target, .bad, "the container \(name) may not be read: \(advice)")]
        case .refused:
            let reason = BlobVerdict.failure(response, now: BlobClient.now())?.outcome.reason ?? "the service refused"
            return [
                ConnectionFinding(.credentials, .bad, reason),
                ConnectionFinding(.target, .unknown, "it cannot be told without credentials"),
            ]
        }
    }
}
