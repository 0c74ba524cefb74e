/// The text of the file by lines, to show the one that a mistake is in.
struct SourceText {
    /// Longer lines are shown in part.
    static let widthLimit = 160

    let text: String
    let lines: [Substring]

    init(_ text: String) {
        self.text = text
        self.lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    }

    /// The line, secrets masked, and below it a caret under the column.
    func snippet(at position: SourcePosition, masking: SecretMasking) -> String? {
        guard lines.indices.contains(position.line - 1), !lines[position.line - 1].isEmpty else { return nil }
        let masked = masking.mask(line: position.line - 1, of: lines, caret: position.column - 1)
        let shown = Self.window(masked.scalars, around: masked.caret)
        let padding = shown.scalars.prefix(shown.caret).map { $0 == "\t" ? "\t" : " " as Character }
        let line = String(String.UnicodeScalarView(shown.scalars.map(Self.printable)))
        return "\(line)\n\(String(padding))^"
    }

    private static func window(
        _ scalars: [Unicode.Scalar],
        around caret: Int
    ) -> (scalars: [Unicode.Scalar], caret: Int) {
        let caret = min(caret, scalars.count)
        guard scalars.count > widthLimit else { return (scalars, caret) }
        let start = max(0, min(caret - widthLimit / 2, scalars.count - widthLimit))
        return (Array(scalars[start..<start + widthLimit]), caret - start)
    }

    private static func printable(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        scalar.properties.generalCategory == .control && scalar != "\t" ? "\u{FFFD}" : scalar
    }
}
