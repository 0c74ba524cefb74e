import Foundation

/// The body of `POST /forget`.
package struct ForgetRequest: Codable, Sendable {
    package let destination: String

    package init(destination: String) {
        self.destination = destination
    }

    init?(json: [UInt8]) {
        guard let request = try? JSONDecoder().decode(Self.self, from: Data(json)) else { return nil }
        self = request
    }
}
