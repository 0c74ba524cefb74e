import HTTPTransport
import RouterCore

/// What `check --connect` does: a connection, a call that writes no rows, and a question for the bucket.
struct SupabaseExamination {
    static let oldFunction = SupabaseProject.Failure(
        outcome: .pause(
            reason: """
                the function distributary_write is of an older version: run what `distributary schema supabase` prints \
                in the project's SQL editor
                """
        ),
        concernsAll: true
    )

    let project: SupabaseProject
    let timeout: Duration

    func findings() async -> [ConnectionFinding] {
        let deadline = ContinuousClock.now + timeout
        do throws(HTTPFailure) {
            try await project.http.connect(to: project.configuration.url, timeout: timeout)
        } catch {
            return [ConnectionFinding(.connection, .bad, error.reason)]
        }
        let connection = ConnectionFinding(.connection, .good, "\(project.configuration.url) answers")
        do throws(SupabaseProject.Failure) {
            let written = try await project.write(.nothing, until: deadline)
            guard written.version >= SupabaseSchema.version else { throw Self.oldFunction }
        } catch {
            return [connection] + Self.findings(of: error)
        }
        return [
            connection, ConnectionFinding(.credentials, .good, "the key is taken and may write"),
            ConnectionFinding(.target, .good, "the tables and the function are there"), await bucket(until: deadline),
        ]
    }

    /// A refusal for want of a function or a table comes after the key was taken.
    private static func findings(of failure: SupabaseProject.Failure) -> [ConnectionFinding] {
        let reason = failure.outcome.reason
        guard case .pause = failure.outcome else {
            return [
                ConnectionFinding(.credentials, .unknown, reason),
                ConnectionFinding(.target, .unknown, "it cannot be told without an answer"),
            ]
        }
        let concernsKey = reason.contains("service_role_key")
        return [
            ConnectionFinding(.credentials, concernsKey ? .bad : .good, concernsKey ? reason : "the key is taken"),
            ConnectionFinding(
                .target,
                concernsKey ? .unknown : .bad,
                concernsKey ? "it cannot be told without a key" : reason
            ),
        ]
    }

    private func bucket(until deadline: ContinuousClock.Instant) async -> ConnectionFinding {
        let name = project.configuration.bucket
        do throws(SupabaseProject.Failure) {
            guard try await project.hasBucket(until: deadline) else {
                return ConnectionFinding(.target, .unknown, "there is no bucket \(name); it will be created")
            }
            return ConnectionFinding(.target, .good, "the bucket \(name) is there")
        } catch {
            let verdict: ConnectionFinding.Verdict = if case .pause = error.outcome { .bad } else { .unknown }
            return ConnectionFinding(.target, verdict, error.outcome.reason)
        }
    }
}
