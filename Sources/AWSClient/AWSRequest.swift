import Crypto
import HTTPTransport
import Signing

/// A request to a service of AWS, or to one that speaks like it.
package struct AWSRequest: Sendable {
    package var method: HTTPMethod
    /// Scheme and host; its path is not used.
    package var endpoint: HTTPURL
    /// Percent-encoded, begins with a slash.
    package var path: String
    package var query: [(name: String, value: String)]
    package var headers: [HTTPField]
    package private(set) var body: [ArraySlice<UInt8>]
    package let bodyHash: SHA256.Digest
    /// Bytes that are kept of the answer's body.
    package var keptAnswer = 64 << 10

    package init(
        _ method: HTTPMethod,
        _ endpoint: HTTPURL,
        path: String,
        query: [(name: String, value: String)] = [],
        headers: [HTTPField] = [],
        body: [ArraySlice<UInt8>] = []
    ) {
        self.method = method
        self.endpoint = endpoint
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        bodyHash = SigV4.hash(body)
    }
}
