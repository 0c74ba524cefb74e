import Logging

/// One captured line of the log.
package struct LogLine: Sendable {
    package let level: Logger.Level
    package let message: String
    package let metadata: [String: String]

    /// Level, message and metadata in one text, as a person would search it.
    package var text: String {
        let pairs = metadata.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return ([level.rawValue, message] + pairs).joined(separator: " ")
    }
}
