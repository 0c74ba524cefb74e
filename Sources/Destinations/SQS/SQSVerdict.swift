import AWSClient
import Foundation
import HTTPTransport
import RouterCore

/// What an answer says about the messages that were sent, as the table at `SQSDestination` has it.
struct SQSVerdict: Sendable, Hashable {
    let outcome: Outcome
    /// Whether any other request would meet with the same now.
    let concernsAll: Bool

    private static let key = "check 'access_key_id', 'secret_access_key' and 'session_token'"
    private static let policy = "allow sqs:SendMessage to the user or role"
    private static let encryption = "check the queue's key and the rights to it"

    /// By code, without `AWS.SimpleQueueService.` before it and `Exception` behind it; what is not listed is tried again.
    private static let remedies: [String: AWSRemedy] = [
        "QueueDoesNotExist": .pause(hint: "create the queue, or correct 'queue_url'"),
        "NonExistentQueue": .pause(hint: "create the queue, or correct 'queue_url'"),
        "InvalidAddress": .pause(hint: "correct 'queue_url'"),
        "QueueDeletedRecently": .retryAll,
        "AccessDenied": .pause(hint: policy), "NotAuthorized": .pause(hint: policy),
        "InvalidClientTokenId": .pause(hint: key), "UnrecognizedClient": .pause(hint: key),
        "SignatureDoesNotMatch": .pause(hint: key), "InvalidSignature": .pause(hint: key),
        "IncompleteSignature": .pause(hint: key), "MissingAuthenticationToken": .pause(hint: key),
        "InvalidAccessKeyId": .pause(hint: key), "InvalidSecurity": .pause(hint: key),
        "OptInRequired": .pause(hint: "the account needs attention"),
        "AuthFailure": .pause(hint: key),
        "KmsAccessDenied": .pause(hint: encryption), "KmsDisabled": .pause(hint: encryption),
        "KmsInvalidKeyUsage": .pause(hint: encryption), "KmsInvalidState": .pause(hint: encryption),
        "KmsNotFound": .pause(hint: encryption), "KmsOptInRequired": .pause(hint: encryption),
        "KMS.AccessDenied": .pause(hint: encryption), "KMS.Disabled": .pause(hint: encryption),
        "RequestThrottled": .retryAll, "Throttling": .retryAll, "OverLimit": .retryAll, "KmsThrottled": .retryAll,
        "KMS.Throttling": .retryAll, "ServiceUnavailable": .retryAll, "ExpiredToken": .retryAll,
        "RequestExpired": .retryAll,
        "InvalidMessageContents": .reject, "InvalidParameterValue": .reject, "BatchRequestTooLong": .reject,
        "MessageTooLong": .reject, "InvalidAttributeValue": .reject,
    ]

    /// The answer to a whole request; `now` in unix seconds.
    init(_ response: HTTPResponse, now: Int64) {
        let code = AWSErrorCode.of(response)
        let wait = response.headers["retry-after"].flatMap { RetryAfter.parse($0, now: now) }
        let answer = "the queue's server answered \(response.status)" + (code.map { " \($0)" } ?? "")
        self.init(code.flatMap(Self.remedy) ?? Self.remedy(status: response.status), answer, wait)
    }

    /// An entry that failed. `isSenderFault`: the message is refused, and would be again.
    init(code: String, isSenderFault: Bool) {
        let answer = "SQS refused the message: \(code)"
        self.init(Self.remedy(code) ?? (isSenderFault ? .reject : .retry), answer, nil)
    }

    private init(_ remedy: AWSRemedy, _ answer: String, _ wait: Duration?) {
        outcome = remedy.outcome(answer, after: wait)
        concernsAll = remedy.concernsAll
    }

    init(_ failure: AWSFailure) {
        outcome = failure.outcome
        concernsAll = failure.concernsAll
    }

    private static func remedy(_ code: String) -> AWSRemedy? {
        var name = code.replacing("AWS.SimpleQueueService.", with: "")
        if name.hasSuffix("Exception") { name.removeLast(9) }
        return remedies[name]
    }

    private static func remedy(status: Int) -> AWSRemedy {
        switch status {
        case 401, 403: .pause(hint: "\(key), and \(policy)")
        case 407: .pause(hint: "check the credentials of the proxy in the environment")
        case 413: .reject
        case 429, 503: .retryAll
        default: .retry
        }
    }
}
