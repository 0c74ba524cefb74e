import NIOHTTP1

/// What Intake reads of a request's first lines: the method, the path, and the header fields that mean something to it.
package struct RequestHead: Sendable {
    package enum Method: Sendable, Hashable {
        case get
        case head
        case post
        case other
    }

    package var method: Method
    /// The target without its query.
    package var path: String
    /// `Content-Length`, nil where the field is absent.
    package var contentLength: Int?
    /// True where `Transfer-Encoding` frames the body.
    package var isChunked = false
    /// True where the client waits for `100 Continue` before it sends the body.
    package var expectsContinue = false
    /// An `Expect` other than `100-continue`.
    package var hasUnknownExpectation = false
    /// True where the client asks to change the protocol, after which the parser would not go on.
    package var asksForUpgrade = false
    package var contentType: String?
    /// Every `Content-Encoding`, joined by commas.
    package var contentEncoding: String?
    package var authorization: String?
    /// The values of `terra-signature` and `x-terra-signature`: Terra sends both for now.
    package var signatures: [String] = []
    package var traceID: String?
    package var orderingTimestamp: String?
    package var reference: String?
    /// True where a browser says which page the request comes from.
    package var hasOrigin = false
    /// `X-Distributary-Command`.
    package var command: String?

    package init(method: Method, path: String) {
        self.method = method
        self.path = path
    }

    /// Reads the fields in one pass; where a field that should come once comes twice, the first counts.
    package init(_ head: HTTPRequestHead) {
        let method: Method =
            switch head.method {
            case .POST: .post
            case .GET: .get
            case .HEAD: .head
            default: .other
            }
        self.init(method: method, path: Self.path(of: head.uri))
        for (name, value) in head.headers {
            read(name, value)
        }
    }

    /// Whether a body follows.
    package var hasBody: Bool { isChunked || (contentLength ?? 0) > 0 }

    private mutating func read(_ name: String, _ value: String) {
        switch KnownField(name) {
        case .contentLength: contentLength = Int(value)
        case .transferEncoding: isChunked = true
        case .expect:
            expectsContinue = value.lowercased() == "100-continue"
            hasUnknownExpectation = !expectsContinue
        case .upgrade: asksForUpgrade = true
        case .contentType: contentType = contentType ?? value
        case .contentEncoding: contentEncoding = contentEncoding.map { "\($0),\(value)" } ?? value
        case .authorization: authorization = authorization ?? value
        case .signature: signatures.append(value)
        case .traceID: traceID = traceID ?? value
        case .orderingTimestamp: orderingTimestamp = orderingTimestamp ?? value
        case .reference: reference = reference ?? value
        case .origin: hasOrigin = true
        case .command: command = command ?? value
        case nil: break
        }
    }

    private static func path(of target: String) -> String {
        guard let query = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return target }
        return String(target[..<query])
    }
}
