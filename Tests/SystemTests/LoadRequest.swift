import HTTPTransport
import RouterCore

/// One POST of a test's load: a single event, an array or NDJSON.
struct LoadRequest: Sendable {
    enum Form: CaseIterable {
        case array
        case lines
    }

    let trace: String
    let ordering: Int64
    let identities: [String]
    let bodies: [[UInt8]]

    var headers: [HTTPField] {
        [
            HTTPField("X-Terra-Trace-Id", trace),
            HTTPField("X-Terra-Ordering-Timestamp", "\(ordering)"),
        ]
    }

    /// The body and its content type; a single event is sent as it is.
    func encoded(as form: Form) -> (body: [UInt8], type: HTTPField) {
        let json = HTTPField("Content-Type", "application/json")
        if bodies.count == 1 { return (bodies[0], json) }
        switch form {
        case .array:
            return (Array("[".utf8) + bodies.joined(separator: Array(",".utf8)) + Array("]".utf8), json)
        case .lines:
            return (
                Array(bodies.joined(separator: Array("\n".utf8))), HTTPField("Content-Type", "application/x-ndjson")
            )
        }
    }
}
