import AWSClient
import Foundation
import HTTPDestinations
import HTTPTransport
import ObjectStorage
import RouterCore

/// What an answer that is no success says about the request, as the table at `S3Destination` has it.
enum S3Verdict: Sendable, Hashable {
    /// Something else is stored than the request said.
    case conditionFailed
    /// The server does not know conditions.
    case conditionUnknown
    case failure(ObjectStoreFailure)

    private static let key = "check 'access_key_id', 'secret_access_key' and 'session_token'"
    private static let policy = "check the policies of the user and the bucket"

    /// By code; what is not listed is judged by its status.
    private static let remedies: [String: AWSRemedy] = [
        "AccessDenied": .pause(hint: policy), "AllAccessDisabled": .pause(hint: policy),
        "AccountProblem": .pause(hint: "the account needs attention"),
        "NotSignedUp": .pause(hint: "the account needs attention"),
        "InvalidPayer": .pause(hint: "the account needs attention"),
        "InvalidAccessKeyId": .pause(hint: key), "SignatureDoesNotMatch": .pause(hint: key),
        "InvalidToken": .pause(hint: key), "InvalidSecurity": .pause(hint: key),
        "CredentialsNotSupported": .pause(hint: key), "AuthorizationHeaderMalformed": .pause(hint: "check 'region'"),
        "NoSuchBucket": .pause(hint: "create the bucket, or correct 'bucket'"),
        "InvalidBucketName": .pause(hint: "correct 'bucket'"),
        "PermanentRedirect": .pause(hint: "check 'region' and 'endpoint'"),
        "IllegalLocationConstraintException": .pause(hint: "check 'region'"),
        "KMS.DisabledException": .pause(hint: "check the bucket's key"),
        "KMS.NotFoundException": .pause(hint: "check the bucket's key"),
        "EntityTooLarge": .reject, "KeyTooLongError": .reject, "MetadataTooLarge": .reject, "InvalidURI": .reject,
        "XMinioInvalidObjectName": .reject, "InvalidObjectName": .reject,
        "SlowDown": .retryAll, "ServiceUnavailable": .retryAll, "TooManyRequests": .retryAll,
        "RequestLimitExceeded": .retryAll, "Throttling": .retryAll, "ThrottlingException": .retryAll,
        "RequestTimeTooSkewed": .retryAll, "ExpiredToken": .retryAll, "TokenRefreshRequired": .retryAll,
        "XMinioStorageFull": .retryAll, "QuotaExceeded": .retryAll,
    ]

    /// `isConditional`: the request named a condition; `now` in unix seconds.
    init(_ response: HTTPResponse, isConditional: Bool, now: Int64) {
        let code = AWSErrorCode.of(response)
        if isConditional {
            switch (response.status, code) {
            case (412, _), (409, "ConditionalRequestConflict"?), (404, "NoSuchKey"?):
                self = .conditionFailed
                return
            case (501, _), (_, "NotImplemented"?):
                self = .conditionUnknown
                return
            default: break
            }
        }
        let answer = "the bucket's server answered \(response.status)" + (code.map { " \($0)" } ?? "")
        let wait = response.headers["retry-after"].flatMap { RetryAfter.parse($0, now: now) }
        let remedy = code.flatMap { Self.remedies[$0] } ?? Self.remedy(status: response.status)
        let region = response.headers["x-amz-bucket-region"].flatMap { Self.isPlain($0) ? $0 : nil }
        // Every answer names the region: it is of interest where somebody has to act.
        let place = if case .pause = remedy { region.map { "; the bucket is in \($0)" } ?? "" } else { "" }
        self = .failure(
            ObjectStoreFailure(remedy.outcome(answer + place, after: wait), concernsAll: remedy.concernsAll)
        )
    }

    private static func remedy(status: Int) -> AWSRemedy {
        switch status {
        case 301: .pause(hint: "check 'region' and 'endpoint'")
        case 401, 403: .pause(hint: "\(key), and the policies of the user and the bucket")
        case 407: .pause(hint: "check the credentials of the proxy in the environment")
        case 413, 414: .reject
        case 429, 503, 507: .retryAll
        default: .retry
        }
    }

    private static func isPlain(_ text: String) -> Bool {
        (1...40).contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
    }
}
