import HTTPTransport

/// What the answer to a question for a blob that nobody writes says of the container and the credentials.
enum BlobProbe: Sendable, Hashable {
    /// The credentials are taken, and the container is there.
    case good
    case noContainer
    /// The credentials are taken and do not permit reading: enough for batches.
    case unreadable
    /// The credentials are not taken, or something else is wrong.
    case refused

    init(_ response: HTTPResponse) {
        switch (response.status, response.headers["x-ms-error-code"]) {
        case (200, _), (404, "BlobNotFound"), (404, nil): self = .good
        case (404, BlobVerdict.containerNotFound): self = .noContainer
        case (403, "AuthorizationPermissionMismatch"): self = .unreadable
        default: self = .refused
        }
    }
}
