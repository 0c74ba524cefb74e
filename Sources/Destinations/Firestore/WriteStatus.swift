import JSONScanner

/// What `batchWrite` says of one write.
struct WriteStatus: Sendable, Hashable {
    /// Nil where it is none that is known.
    let code: StatusCode?
    /// For a look at what was meant only: it may quote what was sent, and is never to be shown.
    let message: String
    /// When the document was written, as Firestore writes times; nil where it was not, or the answer does not say.
    let updateTime: String?

    /// Reads the answer of `batchWrite`, one status a write in the request's order; nil if it is not understood.
    static func read(_ body: [UInt8]) -> [WriteStatus]? {
        try? withJSON(body[...]) { root in
            let times = root["writeResults"]?.elements.map { $0["updateTime"]?.string } ?? []
            return root["status"]?.elements.enumerated().map { index, status in
                WriteStatus(
                    code: StatusCode(rawValue: Int(status["code"]?.integer ?? 0)),
                    message: status["message"]?.string ?? "",
                    updateTime: index < times.count ? times[index] : nil
                )
            }
        }
    }
}
