import Foundation

/// The body of `POST /replay`.
package struct ReplayRequest: Codable, Sendable {
    package let destination: String
    /// Receive times, unix milliseconds; `from` counts, `to` does not.
    package var from: Int64 = 0
    package var to: Int64 = 0
    /// End the replay that is under way instead.
    package var cancels = false

    package init(destination: String) {
        self.destination = destination
    }

    init?(json: [UInt8]) {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let request = try? decoder.decode(Self.self, from: Data(json)) else { return nil }
        self = request
    }
}
