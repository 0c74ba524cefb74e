/// Hides secrets that are written in a line of the file before the line is shown.
struct SecretMasking {
    /// What is shown in place of a secret, whatever its length.
    static let mask = "***"

    /// Keys that hold secrets beside those of `SecretNames`.
    let moreSecretKeys: Set<String>
    /// Where every key and scalar begins, sorted; nil where the file could not be parsed, so that lines are all there
    /// is to go by.
    let marks: [SourceMark]?

    /// The line with its secrets hidden, and where the caret (counted from 0) has moved to.
    func mask(line index: Int, of lines: [Substring], caret: Int) -> (scalars: [Unicode.Scalar], caret: Int) {
        let line = Array(lines[index].unicodeScalars)
        let secrets = LineSecrets(isSecret: isSecret)
        let ranges =
            if let marks {
                rangesByMarks(marks, line: line, number: index + 1) + secrets.comment(in: line)
            } else {
                secrets.ranges(in: line, below: lines[..<index])
            }
        var isHidden = [Bool](repeating: false, count: line.count)
        for range in ranges + URLSecrets.ranges(in: line) {
            for column in range { isHidden[column] = true }
        }
        return Self.replace(line, where: isHidden, caret: caret)
    }

    private func isSecret(_ key: String) -> Bool {
        SecretNames.contains(key) || moreSecretKeys.contains(key)
    }

    /// From each mark of a secret to the next mark. The line may begin within what an earlier line began.
    private func rangesByMarks(_ marks: [SourceMark], line: [Unicode.Scalar], number: Int) -> [Range<Int>] {
        func hides(_ mark: SourceMark) -> Bool { !mark.isReference && mark.path.contains(where: isSecret) }

        var hidden: [Range<Int>] = []
        var start = 0
        var isSecretHere = marks.last { $0.position.line < number }.map(hides) ?? false
        for mark in marks where mark.position.line == number {
            let column = min(mark.position.column - 1, line.count)
            if isSecretHere, column > start { hidden.append(start..<column) }
            // An anchored value stands under several keys, and one that is secret is enough.
            isSecretHere = hides(mark) || (isSecretHere && column == start && column > 0)
            start = column
        }
        if isSecretHere { hidden.append(start..<line.count) }
        return hidden.map { Self.trimmed($0, in: line) }
    }

    /// Without the blanks and dashes before the secret and the punctuation behind it.
    private static func trimmed(_ range: Range<Int>, in line: [Unicode.Scalar]) -> Range<Int> {
        var range = range
        while let first = range.first, " \t-".unicodeScalars.contains(line[first]) { range.removeFirst() }
        while let last = range.last, " \t:,]}".unicodeScalars.contains(line[last]) { range.removeLast() }
        return range
    }

    private static func replace(
        _ line: [Unicode.Scalar],
        where isHidden: [Bool],
        caret: Int
    ) -> (scalars: [Unicode.Scalar], caret: Int) {
        var result: [Unicode.Scalar] = []
        var newCaret: Int?
        for column in line.indices {
            let continues = isHidden[column] && column > 0 && isHidden[column - 1]
            if column == caret { newCaret = continues ? result.count - mask.count : result.count }
            if !isHidden[column] {
                result.append(line[column])
            } else if !continues {
                result += mask.unicodeScalars
            }
        }
        return (result, newCaret ?? result.count)
    }
}
