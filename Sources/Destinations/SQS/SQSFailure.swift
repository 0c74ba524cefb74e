import AWSClient
import Foundation
import HTTPTransport

/// Why a request to SQS as a whole failed.
enum SQSFailure: Error {
    case noAnswer(AWSFailure)
    case refused(HTTPResponse)

    var verdict: SQSVerdict {
        switch self {
        case .noAnswer(let failure): SQSVerdict(failure)
        case .refused(let response): SQSVerdict(response, now: Int64(Date().timeIntervalSince1970))
        }
    }

    /// Whether the credentials are good, but not for this operation.
    var isAccessDenied: Bool { code == "AccessDenied" || code == "AccessDeniedException" }

    /// Whether it is the queue that is wrong, and not the credentials.
    var concernsQueue: Bool {
        ["QueueDoesNotExist", "NonExistentQueue", "InvalidAddress"].contains { code?.hasSuffix($0) ?? false }
    }

    private var code: String? {
        guard case .refused(let response) = self else { return nil }
        return AWSErrorCode.of(response)
    }
}
