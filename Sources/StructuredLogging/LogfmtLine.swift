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
        let safe = String(key.map { $0.isWhitespace || $0 == "=" || $0 == "\"" ? "_" : $0 })
        return ControlCharacters.escaped(safe)
    }

    /// Quoted where it is empty or holds what would end it. By scalars: a quote with a combining mark behind it is
    /// one character, and no quote.
    private static func value(_ text: String) -> String {
        let escaped = ControlCharacters.escaped(text)
        let needsQuotes =
            escaped.isEmpty || escaped != text
            || text.unicodeScalars.contains { $0.properties.isWhitespace || "=\"\\".unicodeScalars.contains($0) }
        guard needsQuotes else { return text }
        // Backslashes first: one before a quote would take the quote's own away.
        let quotable = text.unicodeScalars.reduce(into: "") { result, scalar in
            if scalar == "\"" || scalar == "\\" { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
        return "\"" + ControlCharacters.escaped(quotable) + "\""
    }
}
