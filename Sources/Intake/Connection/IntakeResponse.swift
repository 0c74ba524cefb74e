/// One whole answer.
package struct IntakeResponse: Sendable {
    /// The HTTP status code.
    package var status: Int
    package var contentType: String
    package var body: [UInt8]
    /// In place of `body`: what is sent until it ends. The connection is closed behind it.
    package var stream: (any ResponseStream)?
    /// `Retry-After`, in seconds.
    package var retryAfter: Int?
    /// `Allow`, on a 405.
    package var allow: String?
    /// `WWW-Authenticate`, on a 401.
    package var challenge: String?
    /// For the log, where the request is refused: the kind of problem, and what the client is not told.
    package var rejection: (kind: String, note: String?)?

    package init(status: Int, contentType: String, body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }

    /// A line of plain text.
    package static func text(_ text: StaticString) -> IntakeResponse {
        let body = text.withUTF8Buffer { Array($0) }
        return IntakeResponse(status: 200, contentType: "text/plain; charset=utf-8", body: body)
    }

    /// Most requests bring one new event.
    private static let oneTaken = taken(counts: (1, 0))

    /// What became of a request's events, all of which are durable.
    static func taken(accepted: Int, duplicates: Int) -> IntakeResponse {
        (accepted, duplicates) == (1, 0) ? oneTaken : taken(counts: (accepted, duplicates))
    }

    private static func taken(counts: (accepted: Int, duplicates: Int)) -> IntakeResponse {
        let answer = "{\"accepted\":\(counts.accepted),\"duplicates\":\(counts.duplicates)}\n"
        return IntakeResponse(status: 202, contentType: "application/json", body: Array(answer.utf8))
    }
}
