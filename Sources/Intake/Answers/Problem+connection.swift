import NIOHTTP1

/// What goes wrong before a request is whole.
extension Problem {
    static let unknownExpectation = Problem(
        status: 417,
        kind: "unknown-expectation",
        title: "Expectation failed",
        detail: "The only expectation that is understood is 100-continue."
    )

    static let bodyTooSlow = Problem(
        status: 408,
        kind: "body-too-slow",
        title: "Request timeout",
        detail: "The body did not arrive in time; nothing of it was kept. Send it again."
    )

    static let answerTooSlow = {
        var problem = Problem(
            status: 503,
            kind: "too-slow",
            title: "Not made safe in time",
            detail: "The request was not made safe on disk in time. Send it again: what was kept is recognised."
        )
        problem.retryAfter = 5
        return problem
    }()

    init(_ error: HTTPParserError) {
        switch error {
        case .headerOverflow:
            self.init(
                status: 431,
                kind: "headers-too-large",
                title: "Request header fields too large",
                detail: "The request line or the header fields are over the limit."
            )
            limit = "max_header_size"
        case .invalidEOFState:
            self.init(
                status: 400,
                kind: "incomplete-request",
                title: "Incomplete request",
                detail: "The connection was closed for sending before the request was complete; nothing was kept."
            )
        case .invalidVersion:
            self.init(
                status: 505,
                kind: "http-version",
                title: "HTTP version not supported",
                detail: "HTTP/1.1 is spoken here."
            )
        default:
            self.init(
                status: 400,
                kind: "malformed-request",
                title: "Malformed request",
                detail: "This is not HTTP/1.1."
            )
        }
    }

    init(_ overflow: BodyBuffer.Overflow) {
        switch overflow {
        case .tooLarge:
            self = .bodyTooLarge(
                detail: "The body is over the limit; nothing of it was kept. Send fewer events at once."
            )
        case .overBudget:
            self = .overBudget
        }
    }

    static func bodyTooLarge(detail: String) -> Problem {
        var problem = Problem(status: 413, kind: "body-too-large", title: "Content too large", detail: detail)
        problem.limit = "max_body"
        return problem
    }

    static let overBudget = {
        var problem = Problem(
            status: 503,
            kind: "overloaded",
            title: "Overloaded",
            detail: "Other requests fill the memory set aside for bodies. Send it again."
        )
        problem.limit = "max_bytes_in_flight"
        problem.retryAfter = 1
        return problem
    }()
}
