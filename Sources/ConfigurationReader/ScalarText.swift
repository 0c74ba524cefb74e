/// A scalar's text, and what decides how it is understood.
struct ScalarText: Sendable {
    let text: String
    /// Written without quotes, so that `5`, `true` and nothing at all are not strings.
    let isPlain: Bool
    /// Came, in whole or in part, from the environment or a file: never to be shown.
    let isSubstituted: Bool

    /// The value by the rules of YAML 1.2: `yes`, `no`, `on` and `off` are strings.
    var value: ConfigurationScalar {
        guard isPlain else { return .string(text) }
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: return number.map(ConfigurationScalar.number) ?? .string(text)
        }
    }

    /// As `value`, but a quoted text that was substituted counts as unquoted: `"${PORT}"` is the port's number.
    var valueWhereNoStringIsWanted: ConfigurationScalar {
        isSubstituted ? ScalarText(text: text, isPlain: true, isSubstituted: true).value : value
    }

    var describedType: String {
        switch value {
        case .string: text.isEmpty ? "an empty string" : isPlain ? "a string" : "a quoted string"
        case .number: Int(text) == nil ? "a decimal number" : "a number"
        case .bool: "true or false"
        case .null: "nothing"
        }
    }

    private var number: Double? {
        // Double also reads "nan", "infinity" and hexadecimal, which are strings here.
        guard text.utf8.contains(where: { (0x30...0x39).contains($0) }),
            text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }), let number = Double(text), number.isFinite
        else { return nil }
        return number
    }
}
