import AWSClient
import RouterCore
import S3Destination

/// Looks at a queue, and at the bucket for what is too large for it, without writing to either.
struct SQSExamination: Sendable {
    let queue: SQSClient
    /// Looks at the bucket where there is one.
    let bucket: S3Examination?

    func findings(until deadline: ContinuousClock.Instant) async -> [ConnectionFinding] {
        var findings = await ofQueue(until: deadline)
        if let bucket { findings += await bucket.findings(until: deadline) }
        return findings.enumerated().sorted { left, right in
            let order = ConnectionFinding.Aspect.allCases
            let first = order.firstIndex(of: left.element.aspect) ?? 0
            let second = order.firstIndex(of: right.element.aspect) ?? 0
            return first == second ? left.offset < right.offset : first < second
        }.map(\.element)
    }

    private func ofQueue(until deadline: ContinuousClock.Instant) async -> [ConnectionFinding] {
        let reached = ConnectionFinding(.connection, .good, "\(queue.queueURL) answers")
        let taken = ConnectionFinding(.credentials, .good, "SQS takes the credentials")
        let unknownTarget = ConnectionFinding(.target, .unknown, "nothing can be told of the queue")
        do throws(SQSFailure) {
            let size = try await queue.maximumMessageSize(until: deadline)
            let limit = size.map { ", and takes messages of \($0) bytes" } ?? ""
            return [reached, taken, ConnectionFinding(.target, .good, "the queue is there\(limit)")]
        } catch {
            let reason = error.verdict.outcome.reason
            switch error {
            case .noAnswer(.credentials):
                let unknown = ConnectionFinding(.connection, .unknown, "nothing can be sent without credentials")
                return [unknown, ConnectionFinding(.credentials, .bad, reason), unknownTarget]
            case .noAnswer(.transport):
                let unknown = ConnectionFinding(.credentials, .unknown, "cannot be told without a connection")
                return [ConnectionFinding(.connection, .bad, reason), unknown, unknownTarget]
            case .refused where error.isAccessDenied:
                let text = "the queue may not be looked at (sqs:GetQueueAttributes), which is not needed"
                return [reached, taken, ConnectionFinding(.target, .unknown, text)]
            case .refused where error.concernsQueue:
                return [reached, taken, ConnectionFinding(.target, .bad, reason)]
            case .refused:
                return [reached, ConnectionFinding(.credentials, .bad, reason), unknownTarget]
            }
        }
    }
}
