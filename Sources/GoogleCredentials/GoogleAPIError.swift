import Foundation
import HTTPTransport

/// The error that Google's JSON APIs describe in a response, as far as it is understood.
package struct GoogleAPIError: Sendable, Hashable {
    private struct Body: Decodable {
        struct Failure: Decodable {
            let message: String?
            let status: String?
            let errors: [Item]?
            let details: [Detail]?
        }

        struct Item: Decodable {
            let reason: String?
        }

        struct Detail: Decodable {
            let reason: String?
            let retryDelay: String?
        }

        let error: Failure
    }

    /// The canonical code, such as `RESOURCE_EXHAUSTED`.
    package let status: String?
    /// The first reason given, such as `rateLimitExceeded` or `SERVICE_DISABLED`.
    package let reason: String?
    /// For a look at what was meant only: it may quote what was sent, and is never to be shown.
    package let message: String
    /// How long to wait, where the server says so.
    package let retryDelay: Duration?

    /// Nil where the response describes no error in this form.
    package init?(_ response: HTTPResponse) {
        let data = Data(response.body)
        // Answers that are streams have their error in a list.
        let body =
            (try? JSONDecoder().decode(Body.self, from: data))
            ?? (try? JSONDecoder().decode([Body].self, from: data))?.first
        guard let error = body?.error else { return nil }
        status = error.status
        reason = error.errors?.first?.reason ?? error.details?.lazy.compactMap(\.reason).first
        message = error.message ?? ""
        retryDelay = error.details?.lazy.compactMap(\.retryDelay).first.flatMap(Self.duration)
    }

    /// A duration in the form of the protocol buffers: seconds and an `s`.
    private static func duration(_ text: String) -> Duration? {
        guard text.hasSuffix("s"), let seconds = Double(text.dropLast()), (0...86_400).contains(seconds) else {
            return nil
        }
        return .seconds(seconds)
    }
}
