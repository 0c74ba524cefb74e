/// Why a request got no answer. The text is for the person who must act; it names scheme, host and port, never user,
/// path, query, header or body.
package struct HTTPFailure: Error, Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// The URL or a header cannot be sent.
        case invalidURL
        case invalidHeader
        /// The host's or the proxy's name did not resolve.
        case cannotResolve
        /// Nobody accepted the TCP connection, or a proxy refused to make one.
        case cannotConnect
        /// The TLS handshake failed for another reason than the server's certificate.
        case tlsHandshake
        /// The server's certificate could not be verified.
        case certificate
        /// A file with certificates or a key could not be used.
        case tlsFiles
        /// The time given was over, see `mayHaveArrived`.
        case timedOut
        /// The connection broke after it was made, see `mayHaveArrived`.
        case connectionLost
        case responseTooLarge
        /// What came back is not HTTP.
        case invalidResponse
        /// The task that sent the request was cancelled.
        case cancelled
        /// More requests are waiting than the client's limit allows.
        case overloaded
        /// The client was shut down.
        case closed
        case internalError
    }

    package let kind: Kind
    package let reason: String
    /// Whether the server may have received the request and acted on it.
    package let mayHaveArrived: Bool

    init(_ kind: Kind, _ reason: String, mayHaveArrived: Bool = false) {
        self.kind = kind
        self.reason = reason
        self.mayHaveArrived = mayHaveArrived
    }

    static let cancelled = HTTPFailure(.cancelled, "the request was cancelled")
    static let closed = HTTPFailure(.closed, "the HTTP client is shut down")
}
