import Logging

/// A log entry as `key=value` pairs.
struct LogfmtLine {
    let text: String

    init(_ entry: LogEntry) {
        var pairs = ["time=\(UTCTime.text(entry.time))", "level=\(entry.level.rawValue)"]
        if let event = entry.event { pairs.append("event=\(Self.value(event))") }
        pairs.append("message=\(Self.value(entry.message))")
        pairs += Self.pairs(entry.fields)
        text = pairs.joined(separator: " ") + "\n"
    }

    static func pairs(_ fields: [(key: String, value: Logger.MetadataValue)]) -> [String] {
        fields.map { "\(key($0.key))=\(value($0.value.description))" }
    }

    private static func key(_ key: String) -> String {
        String(key.map { $0.isWhitespace || $0 == "=" || $0 == "\"" ? "_" : $0 })
    }

    /// Quoted where it is empty or holds what would end it.
    private static func value(_ text: String) -> String {
        let escaped = ControlCharacters.escaped(text)
        let needsQuotes =
            escaped.isEmpty || escaped != text || text.contains { $0.isWhitespace || $0 == "=" || $0 == "\"" }
        guard needsQuotes else { return text }
        return "\"" + escaped.replacing("\"", with: "\\\"") + "\""
    }
}
