import JSONScanner

/// What `batchWrite` says of one write.
struct WriteStatus: Sendable, Hashable {
    /// Nil where it is none that is known.
    let code: StatusCode?
    /// For a look at what was meant only: it may quote what was sent, and is never to be shown.
    let message: String

    /// Reads the answer of `batchWrite`, one status a write in the request's order; nil if it is not understood.
    static func read(_ body: [UInt8]) -> [WriteStatus]? {
        try? withJSON(body[...]) { root in
            root["status"]?.elements.map { status in
                WriteStatus(
                    code: StatusCode(rawValue: Int(status["code"]?.integer ?? 0)),
                    message: status["message"]?.string ?? ""
                )
            }
        }
    }
}
