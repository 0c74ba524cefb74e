import HTTPTransport
import ObjectStorage
import RouterCore

/// What refusals of the Blob service mean; the table is in `AzureBlobDestination`'s header. By the header
/// `x-ms-error-code` first, since one status stands for many things; by the status where there is none.
enum BlobVerdict {
    enum Meaning: Sendable, Hashable {
        /// The condition of a write did not hold.
        case conditionFailed
        /// May go well later; `concernsAll` where another request would meet with the same now.
        case retry(concernsAll: Bool)
        /// This object will never be taken.
        case reject
        /// Somebody must act.
        case pause
    }

    /// The container is not there: it may be created.
    static let containerNotFound = "ContainerNotFound"

    static let outOfTime = ObjectStoreFailure(
        .retry(after: nil, reason: "the time for the attempt was over"),
        concernsAll: true
    )

    /// Codes of "Common REST API error codes" and "Blob service error codes" in Microsoft's documentation.
    private static let meanings: [String: Meaning] = [
        "ConditionNotMet": .conditionFailed, "TargetConditionNotMet": .conditionFailed,
        "BlobAlreadyExists": .conditionFailed,

        "ServerBusy": .retry(concernsAll: true), "OperationTimedOut": .retry(concernsAll: true),
        "InternalError": .retry(concernsAll: false), "AccountBeingCreated": .retry(concernsAll: true),
        "ContainerBeingDeleted": .retry(concernsAll: true), "LeaseIdMissing": .retry(concernsAll: false),
        "Md5Mismatch": .retry(concernsAll: false), "Crc64Mismatch": .retry(concernsAll: false),
        // Another writer has written the blob meanwhile, which drops blocks that are not committed.
        "InvalidBlockList": .retry(concernsAll: false), "InvalidBlobOrBlock": .retry(concernsAll: false),
        "IncompleteBody": .retry(concernsAll: false),

        "RequestBodyTooLarge": .reject, "MetadataTooLarge": .reject, "InvalidMetadata": .reject,
        "OutOfRangeInput": .reject, "InvalidUri": .reject, "RequestUrlFailedToParse": .reject,
        "InvalidBlobType": .reject, "BlobImmutableDueToPolicy": .reject, "BlobImmutableDueToLegalHold": .reject,
        "BlobOperationNotSupported": .reject, "BlockCountExceedsLimit": .reject, "BlobArchived": .reject,

        "AuthenticationFailed": .pause, "InvalidAuthenticationInfo": .pause,
        "NoAuthenticationInformation": .pause, "AuthorizationFailure": .pause,
        "AuthorizationPermissionMismatch": .pause, "AuthorizationProtocolMismatch": .pause,
        "AuthorizationSourceIPMismatch": .pause, "AuthorizationServiceMismatch": .pause,
        "AuthorizationResourceTypeMismatch": .pause, "AuthorizationFeatureMismatch": .pause,
        "InsufficientAccountPermissions": .pause, "AccountIsDisabled": .pause,
        "KeyBasedAuthenticationNotPermitted": .pause, "PublicAccessNotPermitted": .pause,
        "ContainerDisabled": .pause, containerNotFound: .pause, "ResourceNotFound": .pause,
        "InvalidResourceName": .pause, "AccountRequiresHttps": .pause,
        "InvalidHeaderValue": .pause, "UnsupportedHeader": .pause, "UnsupportedHttpVerb": .pause,
        "MissingRequiredHeader": .pause, "UnsupportedQueryParameter": .pause, "FeatureVersionMismatch": .pause,
        "InvalidQueryParameterValue": .pause, "MissingRequiredQueryParameter": .pause,
    ]

    private static let advice: [String: String] = [
        "AuthenticationFailed":
            "check 'account' and 'account_key', or the shared access signature and its times, and this machine's clock",
        "AuthorizationFailure": "the account's firewall or virtual networks do not let this machine in",
        "AuthorizationPermissionMismatch":
            "the identity needs the role Storage Blob Data Contributor, or the signature the permissions r, c and w",
        "AuthorizationResourceTypeMismatch": "the signature must be for objects (srt=o) or for the container (sr=c)",
        "AuthorizationServiceMismatch": "the signature must be for the Blob service (ss=b)",
        "AuthorizationProtocolMismatch": "the signature allows https only: the endpoint must be https",
        "AuthorizationSourceIPMismatch": "the signature does not allow this machine's address",
        "KeyBasedAuthenticationNotPermitted":
            "the account forbids access keys: leave them out, and use workload or managed identity",
        "AccountIsDisabled": "the storage account is disabled",
        containerNotFound: "create the container, or let 'create_container' be true and the credentials create one",
        "ResourceNotFound": "check 'container' and 'endpoint'",
        "InvalidResourceName": "check 'container'",
        "AccountRequiresHttps": "the endpoint must be https",
        "InvalidHeaderValue": "the service may be an emulator that does not know version \(BlobClient.version)",
        "RequestBodyTooLarge": "the object is larger than the service takes",
        "BlobImmutableDueToPolicy": "the container is immutable: a newer version cannot replace an older one",
        "BlobImmutableDueToLegalHold": "the blob is under a legal hold: a newer version cannot replace it",
        "BlobArchived": "the blob is in the archive tier: a newer version cannot replace it",
        "InvalidBlobType": "there is a blob of another type under this name",
        "ContainerBeingDeleted": "the container is being deleted, which takes at least half a minute",
    ]

    static func meaning(status: Int, code: String?) -> Meaning {
        if let code, let meaning = meanings[code] { return meaning }
        return switch status {
        case 401, 403, 407: .pause
        case 412: .conditionFailed
        case 413, 414: .reject
        case 404, 429, 503: .retry(concernsAll: true)
        // What is not known may pass; in a dead letter it would have to be found again.
        default: .retry(concernsAll: false)
        }
    }

    /// The failure that a response is; nil where it says that the condition of a write did not hold.
    static func failure(_ response: HTTPResponse, now: Int64) -> ObjectStoreFailure? {
        let code = response.headers["x-ms-error-code"].flatMap { isName($0) ? $0 : nil }
        let text = reason(status: response.status, code: code)
        switch meaning(status: response.status, code: code) {
        case .conditionFailed:
            return nil
        case .retry(let concernsAll):
            let wait = response.headers["retry-after"].flatMap { RetryAfter.parse($0, now: now) }
            return ObjectStoreFailure(.retry(after: wait, reason: text), concernsAll: concernsAll)
        case .reject:
            return ObjectStoreFailure(.rejected(reason: text), concernsAll: false)
        case .pause:
            return ObjectStoreFailure(.pause(reason: text), concernsAll: true)
        }
    }

    private static func reason(status: Int, code: String?) -> String {
        let answered = "Azure Blob Storage answered \(status)\(code.map { " \($0)" } ?? "")"
        if let advice = code.flatMap({ advice[$0] }) { return "\(answered): \(advice)" }
        switch status {
        case 300..<400: return "\(answered): redirects are not followed; correct 'endpoint'"
        case 401, 403: return "\(answered): check the credentials and what they permit"
        case 404: return "\(answered): check 'endpoint'"
        default: return answered
        }
    }

    /// A code is a word: whatever else came is not shown.
    private static func isName(_ text: String) -> Bool {
        text.utf8.count <= 80 && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }
}
