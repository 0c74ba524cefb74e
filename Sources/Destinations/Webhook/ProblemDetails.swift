import Foundation
import HTTPTransport

/// The parts of a problem description (RFC 9457) that name the kind of problem. `detail` and everything else is left
/// out, for it may quote the payload; so is a title with digits, which may be a reading's.
struct ProblemDetails: Decodable {
    private static let maximumLength = 120

    private let title: String?
    private let type: String?

    /// What to add to a reason, with the space before it; empty where the response describes no problem.
    static func suffix(for response: HTTPResponse) -> String {
        guard response.headers["content-type"]?.lowercased().hasPrefix("application/problem+json") == true,
            let problem = try? JSONDecoder().decode(ProblemDetails.self, from: Data(response.body))
        else { return "" }
        let parts = [problem.shownTitle, problem.shownType].compactMap(\.self)
        return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
    }

    private var shownTitle: String? {
        guard let title, !title.isEmpty, title.utf8.count <= Self.maximumLength,
            title.unicodeScalars.allSatisfy({ $0.properties.isAlphabetic || " ,.:;'’-".unicodeScalars.contains($0) })
        else { return nil }
        return "'\(title)'"
    }

    /// Without query and fragment, which could tell of the single case.
    private var shownType: String? {
        guard let type, type.utf8.count <= Self.maximumLength, type.hasPrefix("https://") || type.hasPrefix("http://"),
            type.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
        else { return nil }
        return String(type.prefix { $0 != "?" && $0 != "#" })
    }
}
