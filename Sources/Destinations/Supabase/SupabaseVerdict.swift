import HTTPTransport
import RouterCore

/// What a refusal means, and what to do about it; the table is in `SupabaseDestination`'s header.
struct SupabaseVerdict: Sendable, Hashable {
    enum Meaning: Sendable, Hashable {
        /// The object is there already.
        case done
        /// Others were writing the same rows at this moment: at once again.
        case again
        /// May go well later; `concernsAll` where another request would meet with the same now.
        case retry(concernsAll: Bool)
        /// Something in the request is refused.
        case reject
        /// Somebody must act.
        case pause
    }

    let meaning: Meaning
    let reason: String

    /// `schema` and `bucket` are for the advice.
    init(_ refusal: Refusal, schema: String, bucket: String) {
        meaning = refusal.source == .database ? Self.ofDatabase(refusal) : Self.ofStorage(refusal)
        let name = refusal.source == .database ? "the Data API" : "Storage"
        let code = refusal.code.map { " \($0)" } ?? ""
        let message = refusal.shownMessage.map { " (\($0))" } ?? ""
        let advice =
            refusal.source == .database
            ? DatabaseAdvice.text(for: refusal, schema: schema) : StorageAdvice.text(for: refusal, bucket: bucket)
        reason = "\(name) answered \(refusal.status)\(code)\(message)" + (advice.map { ": \($0)" } ?? "")
    }

    func outcome(after wait: Duration?) -> Outcome {
        switch meaning {
        case .done: .delivered
        case .again, .retry: .retry(after: wait, reason: reason)
        case .reject: .rejected(reason: reason)
        case .pause: .pause(reason: reason)
        }
    }

    var concernsAll: Bool {
        switch meaning {
        case .pause, .retry(concernsAll: true): true
        case .done, .again, .reject, .retry(concernsAll: false): false
        }
    }

    /// By SQLSTATE or PostgREST's own code, then by the status.
    private static func ofDatabase(_ refusal: Refusal) -> Meaning {
        guard let code = refusal.code else { return ofStatus(refusal.status) }
        switch code {
        // A concurrent insert of the same record shows as a violation of the primary key, and is there afterwards.
        case "23505", "40001", "40P01": return .again
        case "P0001", "44000": return .reject
        case "PGRST000", "PGRST001", "PGRST002", "PGRST003": return .retry(concernsAll: true)
        case _ where code.hasPrefix("PGRST1") || code.hasPrefix("PGRST2") || code.hasPrefix("PGRST3"): return .pause
        case _ where code.utf8.count == 5: return ofClass(code.prefix(2))
        default: return ofStatus(refusal.status)
        }
    }

    private static func ofClass(_ sqlStateClass: Substring) -> Meaning {
        switch sqlStateClass {
        case "22", "23", "54": .reject
        case "28", "42", "3F", "3D", "0L", "0P": .pause
        case "08", "25", "53": .retry(concernsAll: true)
        default: .retry(concernsAll: false)
        }
    }

    private static func ofStorage(_ refusal: Refusal) -> Meaning {
        switch refusal.code {
        case "ResourceAlreadyExists", "KeyAlreadyExists", "Duplicate": return .done
        case "EntityTooLarge", "InvalidKey", "Payload too large": return .reject
        case "NoSuchBucket", "Bucket not found", "InvalidBucketName", "InvalidJWT", "Unauthorized", "AccessDenied",
            "InvalidSignature", "SignatureDoesNotMatch", "ExpiredToken", "InvalidMimeType", "invalid_mime_type",
            "TenantNotFound":
            return .pause
        case "SlowDown", "DatabaseTimeout", "InternalError", "S3Error", "DatabaseError", "LockTimeout",
            "ResourceLocked", "DatabaseReadOnly":
            return .retry(concernsAll: refusal.code == "SlowDown" || refusal.code == "DatabaseReadOnly")
        default:
            return refusal.status == 409 ? .done : ofStatus(refusal.status)
        }
    }

    private static func ofStatus(_ status: Int) -> Meaning {
        switch status {
        case 401, 403, 407, 540: .pause
        case 413: .reject
        case 404, 429, 503, 521, 522, 523, 525, 526: .retry(concernsAll: true)
        default: .retry(concernsAll: false)
        }
    }
}
