import Foundation
import Intake

/// Why a command was not done, as `application/problem+json` (RFC 9457).
package struct CommandProblem: Codable, Sendable, Hashable {
    /// `urn:distributary:problem:` and the kind.
    package let type: String
    package let status: Int
    /// What happened and what to do about it.
    package let detail: String
    /// Every mistake of a configuration file.
    package var mistakes: [String]?

    /// Whether it is the command or the configuration that is wrong.
    package var isOfTheAsker: Bool { 400..<500 ~= status }

    init(_ status: Int, _ kind: String, _ detail: String) {
        type = "urn:distributary:problem:\(kind)"
        self.status = status
        self.detail = detail
    }

    var response: IntakeResponse { .json(self, status: status, type: "application/problem+json") }
}
