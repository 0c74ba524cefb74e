import Foundation

/// The body of `POST /tail`.
package struct TailRequest: Codable, Sendable {
    /// Nil: all of them.
    package let destination: String?

    package init(destination: String?) {
        self.destination = destination
    }

    init?(json: [UInt8]) {
        guard let request = try? JSONDecoder().decode(Self.self, from: Data(json)) else { return nil }
        self = request
    }
}
