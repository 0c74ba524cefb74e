/// How the events of a body are put together.
package enum ContentType: Sendable {
    /// One event, or an array of events; also what every type that is not known is taken for.
    case document
    /// One event a line.
    case lines

    /// Reads the value of `Content-Type`.
    package init(header: String?) {
        switch header {
        // As nearly all write them, without a copy.
        case nil, "application/json": self = .document
        case "application/x-ndjson": self = .lines
        case .some(let header):
            let type = header.prefix { $0 != ";" }.trimmingSuffix { $0 == " " }.lowercased()
            switch type {
            case "application/x-ndjson", "application/jsonl", "application/x-jsonlines": self = .lines
            default: self = .document
            }
        }
    }
}

extension Substring {
    fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> Substring {
        var end = endIndex
        while end > startIndex, predicate(self[index(before: end)]) { end = index(before: end) }
        return self[..<end]
    }
}
