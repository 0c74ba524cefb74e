import Formats
import Foundation
import RouterCore
import Testing

extension EncodedPayload {
    /// What was encoded; an issue where nothing was.
    func bytes() throws -> Payload {
        guard case .payload(let payload) = self else {
            Issue.record("not encoded: \(self)")
            throw NotEncoded()
        }
        return payload
    }

    func text() throws -> String { String(decoding: try bytes(), as: UTF8.self) }

    func object() throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(try bytes())) as? [String: Any])
    }

    var isNothing: Bool { if case .nothing = self { true } else { false } }

    var refusal: String? { if case .refused(let reason) = self { reason } else { nil } }

    struct NotEncoded: Error {}
}
