import HTTPTransport
import JSONScanner

/// An answer that is no success, as PostgREST, Storage or the gateway in front of both wrote it.
struct Refusal: Sendable, Hashable {
    /// PostgREST wrote it, not Storage.
    enum Source: Sendable {
        case database
        case storage
    }

    private static let longestMessage = 200

    let source: Source
    let status: Int
    /// `PGRST205`, `42501`, `NoSuchBucket`; nil where there is none.
    let code: String?
    /// What was said; for eyes of this code only, unless `shownMessage` shows it.
    private let message: String

    init(_ response: HTTPResponse, from source: Source) {
        self.source = source
        let fields = try? withJSON(response.body[...]) { root in
            (
                code: root["code"]?.string ?? (source == .storage ? root["error"]?.string : nil),
                // Storage answers 400 to most things and says in the body what it means.
                status: root["statusCode"]?.string.flatMap { Int($0) } ?? root["statusCode"]?.integer.map { Int($0) },
                message: root["message"]?.string ?? root["msg"]?.string ?? ""
            )
        }
        code = fields?.code.flatMap { $0.utf8.count <= 60 ? $0 : nil }
        status = (source == .storage ? fields?.status : nil) ?? response.status
        message = fields?.message ?? ""
    }

    /// Whether the message speaks of something.
    func mentions(_ words: String) -> Bool { message.lowercased().contains(words) }

    /// The message where it names tables, columns and constraints; nil where it may quote a value, as those about data
    /// and those that somebody's own trigger raises.
    var shownMessage: String? {
        guard source == .database, let code, !message.isEmpty, message.utf8.count <= Self.longestMessage,
            code.hasPrefix("PGRST") || ["23", "42", "28", "3F"].contains(String(code.prefix(2)))
        else { return nil }
        return message.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
