/// A request, with everything that bounds it.
package struct HTTPRequest: Sendable {
    /// What happens to a response body that is larger than what is kept of it.
    package enum ResponseLimit: Sendable, Hashable {
        /// The first bytes are kept, the others dropped: for responses of which only the beginning matters.
        case keep(Int)
        /// The transfer fails with `responseTooLarge`: for responses that are of use only as a whole.
        case require(Int)
    }

    package var method: HTTPMethod
    package var url: HTTPURL
    /// Sent in this order. `Content-Length`, `Host` and `User-Agent` are added where they are not named.
    package var headers: [HTTPField]
    /// The parts of the body, sent one after the other.
    package var body: [ArraySlice<UInt8>]
    /// The bound of the whole exchange, the wait for a free connection included; at most a day.
    package var timeout: Duration
    /// Bytes of the response body.
    package var responseLimit: ResponseLimit
    /// Called, on the client's thread, with each part of the body of a 200 as it arrives, in place of keeping it.
    package var receive: (@Sendable (UnsafeRawBufferPointer) -> Void)?

    package init(
        _ method: HTTPMethod,
        _ url: HTTPURL,
        headers: [HTTPField] = [],
        body: [ArraySlice<UInt8>] = [],
        timeout: Duration,
        responseLimit: ResponseLimit = .keep(64 << 10)
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.responseLimit = responseLimit
    }
}
