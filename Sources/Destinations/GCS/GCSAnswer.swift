import GoogleCredentials
import HTTPDestinations
import HTTPTransport
import ObjectStorage
import RouterCore

/// What the answers of Google Cloud Storage mean, as the table at `GCSDestination` says.
enum GCSAnswer {
    /// The reasons that Google gives with 403 where 429 is meant.
    private static let throttled: Set<String> = [
        "rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded", "concurrentLimitExceeded",
    ]
    /// The reasons for which this object can never be written.
    private static let untouchable: Set<String> = [
        "retentionPolicyNotMet", "objectUnderActiveHold", "objectRetentionNotMet",
    ]

    /// A failure of the transport or of the credentials.
    static func failure(_ failure: GoogleAPIClient.Failure) -> ObjectStoreFailure {
        switch failure {
        case .transport(let failure):
            ObjectStoreFailure(failure.outcome, concernsAll: failure.concernsAll)
        case .credentials(let failure) where failure.needsAttention:
            ObjectStoreFailure(.pause(reason: failure.reason), concernsAll: true)
        case .credentials(let failure):
            ObjectStoreFailure(.retry(after: nil, reason: failure.reason), concernsAll: true)
        }
    }

    /// An answer that is neither a success nor a condition that did not hold; `now` in unix seconds.
    static func failure(_ response: HTTPResponse, bucket: String, now: Int64) -> ObjectStoreFailure {
        let error = GoogleAPIError(response)
        let reason = error?.reason.flatMap(shown)
        let answered = "Cloud Storage answered \(response.status)\(reason.map { " (\($0))" } ?? "")"
        let wait = response.headers["retry-after"].flatMap { RetryAfter.parse($0, now: now) } ?? error?.retryDelay
        switch response.status {
        case 400 where error?.message.contains("calculated") == true:
            return retry("\(answered): the object did not arrive as it was sent")
        case 400 where ["required", "userProjectMissing"].contains(reason):
            return pause("\(answered): the bucket \(bucket) asks its users to pay, which needs a bucket of your own")
        case 400, 411, 413, 414, 416:
            return ObjectStoreFailure(.rejected(reason: answered), concernsAll: false)
        case 401:
            return pause("\(answered): check 'credentials'")
        case 403 where throttled.contains(reason ?? ""), 429:
            // One object takes about one change a second; the others go on.
            let isOneObject = error?.message.contains("object") == true
            return ObjectStoreFailure(.retry(after: wait, reason: answered), concernsAll: !isOneObject)
        case 403 where untouchable.contains(reason ?? ""):
            return ObjectStoreFailure(
                .rejected(reason: "\(answered): the bucket's retention or a hold forbids to replace the object"),
                concernsAll: false
            )
        case 403:
            return pause("\(answered): the credentials need the role roles/storage.objectUser on the bucket \(bucket)")
        case 404:
            return pause("\(answered): there is no bucket \(bucket); create it, or correct 'bucket'")
        case 407:
            return pause("\(answered): check the credentials of the proxy in the environment")
        case 503:
            return ObjectStoreFailure(.retry(after: wait, reason: answered), concernsAll: true)
        default:
            return ObjectStoreFailure(.retry(after: wait, reason: answered), concernsAll: false)
        }
    }

    static func retry(_ reason: String) -> ObjectStoreFailure {
        ObjectStoreFailure(.retry(after: nil, reason: reason), concernsAll: false)
    }

    private static func pause(_ reason: String) -> ObjectStoreFailure {
        ObjectStoreFailure(.pause(reason: reason), concernsAll: true)
    }

    /// A word, not a sentence: a sentence may quote.
    private static func shown(_ reason: String) -> String? {
        let isWord = reason.utf8.allSatisfy { byte in
            let letter = byte | 0x20
            return letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "z") || byte == UInt8(ascii: "_")
        }
        return isWord && reason.utf8.count <= 60 ? reason : nil
    }
}
