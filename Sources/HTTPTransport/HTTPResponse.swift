/// What a server answered; any status, redirects included, which are never followed.
package struct HTTPResponse: Sendable {
    package let status: Int
    package let headers: ResponseHeaders
    /// The body, as far as the request's limit allows.
    package let body: [UInt8]
    /// Whether the body was longer than what was kept of it.
    package let isBodyTruncated: Bool
    /// Whether the exchange went over HTTP/2.
    package let isHTTP2: Bool
}
