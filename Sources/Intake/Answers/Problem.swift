/// An error answer as `application/problem+json` (RFC 9457). It never quotes what the client sent.
package struct Problem: Error, Sendable, Hashable {
    /// The HTTP status code.
    package let status: Int
    /// The last part of the problem's `type`, such as `malformed-json`.
    package let kind: String
    package let title: String
    /// What happened here and what to do about it.
    package let detail: String
    /// A JSON pointer into the document that the body, or the line of an NDJSON body, is.
    package var pointer: String?
    /// A line of the body, from 1.
    package var line: Int?
    /// A byte of that line, from 1.
    package var column: Int?
    /// Bytes of the body before the mistake.
    package var offset: Int?
    /// The event of the body that is wrong, from 0.
    package var event: Int?
    /// The name of the limit that was met.
    package var limit: String?
    /// The destination whose limit that is.
    package var destination: String?
    /// When to come back, in seconds.
    package var retryAfter: Int?
    /// The methods that the path takes.
    package var allow: String?
    /// The authentication scheme that is expected.
    package var challenge: String?
    /// More for the log, which the client is not told.
    package var note: String?

    package init(status: Int, kind: String, title: String, detail: String) {
        self.status = status
        self.kind = kind
        self.title = title
        self.detail = detail
    }

    /// This problem as an answer.
    package var response: IntakeResponse {
        var response = IntakeResponse(status: status, contentType: "application/problem+json", body: json)
        response.retryAfter = retryAfter
        response.allow = allow
        response.challenge = challenge
        response.rejection = (kind, note)
        return response
    }

    private var json: [UInt8] {
        var members = [
            "\"type\":\(Self.quoted("urn:distributary:problem:\(kind)"))",
            "\"title\":\(Self.quoted(title))",
            "\"status\":\(status)",
            "\"detail\":\(Self.quoted(detail))",
        ]
        for (name, text) in [("pointer", pointer), ("limit", limit), ("destination", destination)] {
            if let text { members.append("\"\(name)\":\(Self.quoted(text))") }
        }
        for (name, number) in [("line", line), ("column", column), ("offset", offset), ("event", event)] {
            if let number { members.append("\"\(name)\":\(number)") }
        }
        return Array("{\(members.joined(separator: ","))}\n".utf8)
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case ..<" ": quoted += " "
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
