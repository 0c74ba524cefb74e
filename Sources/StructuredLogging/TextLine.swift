import Logging

/// A log entry for a person's eyes.
struct TextLine {
    let text: String

    init(_ entry: LogEntry) {
        let time = UTCTime.text(entry.time).replacing("T", with: " ")
        let level = entry.level.rawValue.uppercased()
        let padding = String(repeating: " ", count: max(0, 8 - level.count))
        var parts = [time, level + padding]
        if let event = entry.event { parts.append(ControlCharacters.escaped(event) + ":") }
        parts.append(ControlCharacters.escaped(entry.message))
        parts += LogfmtLine.pairs(entry.fields)
        text = parts.joined(separator: " ") + "\n"
    }
}
