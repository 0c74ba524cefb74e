import Intake

/// A request as a sender made it up. It is sent again until it is answered, or the sender gives up.
struct Request {
    enum Form {
        case single
        case array
        case lines
    }

    let number: Int
    let traceID: String
    let ordering: Int64?
    let form: Form
    let drafts: [Draft]
    /// Attempts that the sender will make.
    var attemptsLeft: Int

    var afterAttempt: Request {
        var request = self
        request.attemptsLeft -= 1
        return request
    }

    var body: [UInt8] {
        switch form {
        case .single: drafts.first?.payload ?? []
        case .array: Array("[".utf8) + Array(drafts.map(\.payload).joined(separator: Array(",".utf8))) + Array("]".utf8)
        case .lines: Array(drafts.map(\.payload).joined(separator: Array("\n".utf8)))
        }
    }

    var head: RequestHead {
        var head = RequestHead(method: .post, path: "/events")
        head.contentLength = body.count
        head.contentType = form == .lines ? "application/x-ndjson" : "application/json"
        head.traceID = traceID
        head.orderingTimestamp = ordering.map(String.init)
        return head
    }
}
