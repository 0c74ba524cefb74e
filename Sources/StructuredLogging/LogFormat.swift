/// How log lines are written.
package enum LogFormat: String, Sendable, CaseIterable {
    /// `text` on a terminal, else `json`.
    case auto
    /// For a person: time, level, event, message, then `key=value`.
    case text
    /// One JSON object a line: `time`, `level`, `event`, `message`, then the metadata.
    case json
    /// `key=value` pairs, for tools that read logfmt.
    case logfmt

    /// The format that `auto` stands for.
    package func resolved(isTerminal: Bool) -> LogFormat {
        self == .auto ? (isTerminal ? .text : .json) : self
    }
}
