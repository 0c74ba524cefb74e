import Logging

/// A log entry as one JSON object.
struct JSONLine {
    private(set) var text = "{"

    init(_ entry: LogEntry) {
        add("time", .string(UTCTime.text(entry.time)))
        add("level", .string(entry.level.rawValue))
        if let event = entry.event { add("event", .string(event)) }
        add("message", .string(entry.message))
        for (key, value) in entry.fields { add(key, value) }
        text += "}\n"
    }

    private mutating func add(_ key: String, _ value: Logger.MetadataValue) {
        if text.utf8.count > 1 { text += "," }
        append(key)
        text += ":"
        append(value)
    }

    private mutating func append(_ value: Logger.MetadataValue) {
        switch value {
        case .string(let string): append(string)
        case .stringConvertible(let value): append(number: Self.number(value), else: value.description)
        case .array(let values):
            text += "["
            for (index, value) in values.enumerated() {
                if index > 0 { text += "," }
                append(value)
            }
            text += "]"
        case .dictionary(let values):
            text += "{"
            for (index, (key, value)) in values.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { text += "," }
                append(key)
                text += ":"
                append(value)
            }
            text += "}"
        }
    }

    private mutating func append(number: String?, else string: String) {
        if let number { text += number } else { append(string) }
    }

    /// Numbers and truth values are written as such, so that tools can count with them.
    private static func number(_ value: any CustomStringConvertible) -> String? {
        switch value {
        case let value as any BinaryInteger: String(value)
        case let value as Double: value.isFinite ? value.description : nil
        case let value as Bool: value.description
        default: nil
        }
    }

    private mutating func append(_ string: String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\0"..<" ", "\u{7F}": text += ControlCharacters.unicodeEscape(scalar)
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
