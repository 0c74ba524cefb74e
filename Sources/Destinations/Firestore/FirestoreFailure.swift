import GoogleCredentials
import HTTPDestinations
import HTTPTransport
import RouterCore

/// Why something was not done, as the table at `FirestoreDestination` says.
struct FirestoreFailure: Error, Sendable, Hashable {
    /// Never `delivered`.
    let outcome: Outcome
    /// Whether any other request would meet with the same now.
    let concernsAll: Bool

    /// Whether it is the request's own content that is refused.
    var isRejection: Bool {
        if case .rejected = outcome { true } else { false }
    }

    static let tooSlow = FirestoreFailure(
        outcome: .retry(after: nil, reason: "Firestore is too slow for the batch"),
        concernsAll: true
    )

    static func retry(_ reason: String, after: Duration? = nil, concernsAll: Bool = false) -> FirestoreFailure {
        FirestoreFailure(outcome: .retry(after: after, reason: reason), concernsAll: concernsAll)
    }

    static func pause(_ reason: String) -> FirestoreFailure {
        FirestoreFailure(outcome: .pause(reason: reason), concernsAll: true)
    }

    static func rejected(_ reason: String) -> FirestoreFailure {
        FirestoreFailure(outcome: .rejected(reason: reason), concernsAll: false)
    }
}

extension FirestoreFailure {
    /// A failure of the transport or of the credentials.
    init(_ failure: GoogleAPIClient.Failure) {
        switch failure {
        case .transport(let failure):
            self.init(outcome: failure.outcome, concernsAll: failure.concernsAll)
        case .credentials(let failure) where failure.needsAttention:
            self = .pause(failure.reason)
        case .credentials(let failure):
            self = .retry(failure.reason, concernsAll: true)
        }
    }

    /// What `batchWrite` says of one write that was not done for another reason than its condition.
    init(_ status: WriteStatus, _ configuration: FirestoreConfiguration) {
        let answered = "Firestore answered \(status.code?.name ?? "an unknown status")"
        self.init(status.code, answered, message: status.message, after: nil, configuration)
    }

    /// An answer to a request that was not 200; `now` in unix seconds.
    init(_ response: HTTPResponse, isWrite: Bool, _ configuration: FirestoreConfiguration, now: Int64) {
        let error = GoogleAPIError(response)
        let code = error?.status.flatMap(StatusCode.init(name:)) ?? Self.code(of: response.status)
        let answered = "Firestore answered \(response.status)\(code.map { " \($0.name)" } ?? "")"
        let wait = response.headers["retry-after"].flatMap { RetryAfter.parse($0, now: now) } ?? error?.retryDelay
        switch code {
        case .invalidArgument where !isWrite:
            // The only names in it are those of the database and of documents, which are made to be valid.
            self = .pause("\(answered) to a read: check 'project' and 'database'")
        case .failedPrecondition:
            self = .pause("\(answered): \(Self.path(configuration)) is no database in Firestore's native mode")
        case .permissionDenied where error?.reason == "SERVICE_DISABLED":
            self = .pause("\(answered): enable the Cloud Firestore API for the project \(configuration.project)")
        case nil where response.status == 407:
            self = .pause("\(answered): check the credentials of the proxy in the environment")
        case nil where response.status == 413:
            self = .rejected("\(answered): the request is too large")
        default:
            self.init(code, answered, message: error?.message ?? "", after: wait, configuration)
        }
    }

    private init(
        _ code: StatusCode?,
        _ answered: String,
        message: String,
        after wait: Duration?,
        _ configuration: FirestoreConfiguration
    ) {
        switch code {
        case .invalidArgument:
            self = .rejected("\(answered)\(Self.explanation(message))")
        case .unauthenticated:
            self = .pause("\(answered): check 'credentials'")
        case .permissionDenied:
            self = .pause("\(answered): the credentials need the role roles/datastore.user")
        case .notFound:
            self = .pause("\(answered): there is no \(Self.path(configuration)); create it, or correct the names")
        case .resourceExhausted, .unavailable:
            self = .retry(answered, after: wait, concernsAll: true)
        default:
            self = .retry(answered, after: wait)
        }
    }

    /// Where there is only the status of HTTP, as from what stands between.
    private static func code(of status: Int) -> StatusCode? {
        switch status {
        case 400: .invalidArgument
        case 401: .unauthenticated
        case 403: .permissionDenied
        case 404: .notFound
        case 409: .aborted
        case 429: .resourceExhausted
        case 503: .unavailable
        default: nil
        }
    }

    private static func path(_ configuration: FirestoreConfiguration) -> String {
        "database \(configuration.database) in the project \(configuration.project)"
    }

    private static func explanation(_ message: String) -> String {
        if message.contains("exceeds the maximum allowed size") { return ": the document has more than 1 MiB" }
        if message.contains("index entries") {
            return ": the document has more than 40,000 index entries; exempt the fields of samples from indexing"
        }
        return message.contains("nested") ? ": the document is nested too deeply" : ""
    }
}
